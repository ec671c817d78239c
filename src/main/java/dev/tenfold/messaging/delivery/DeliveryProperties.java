package dev.tenfold.messaging.delivery;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How events are delivered to webhooks.
 * @param threads how many requests a worker sends at once
 * @param concurrencyPerWebhook how many of them may go to one webhook
 * @param poll how often an idle worker looks for due deliveries
 * @param retryDelays the pauses between a failed attempt and the next one, each up to a tenth longer at random; after the last, the
 * delivery has failed. The default is that of Standard Webhooks 1.0.0: 10 attempts in a little over 3 days
 * @param disableAfter a webhook is disabled when all its attempts have failed for this long
 * @param retention how long deliveries are kept, whatever their status
 * @param purgeInterval how often each worker deletes older ones
 * @param gaugeInterval how often each worker counts what is pending, for the metrics
 */
@Validated
@ConfigurationProperties("tenfold.webhook.delivery")
record DeliveryProperties(
        @DefaultValue("32") @Min(1) @Max(500) int threads,
        @DefaultValue("4") @Min(1) @Max(100) int concurrencyPerWebhook,
        @DefaultValue("500ms") @NotNull @DurationMin(millis = 10) Duration poll,
        @DefaultValue({
            "5s", "5m", "30m", "2h", "5h", "10h", "14h", "20h", "24h"}) @NotNull @Size(max = 100) List<
                    @NotNull @DurationMin(millis = 1) Duration> retryDelays,
        @DefaultValue("5d") @NotNull @DurationMin(seconds = 1) Duration disableAfter,
        @DefaultValue("14d") @NotNull @DurationMin(days = 4) Duration retention,
        @DefaultValue(PURGE_INTERVAL) @NotNull @DurationMin(millis = 100) Duration purgeInterval,
        @DefaultValue(GAUGE_INTERVAL) @NotNull @DurationMin(millis = 100) Duration gaugeInterval) {

    static final String PURGE_INTERVAL = "1m";
    static final String GAUGE_INTERVAL = "10s";

    DeliveryProperties {
        retryDelays = List.copyOf(retryDelays);
    }
}
