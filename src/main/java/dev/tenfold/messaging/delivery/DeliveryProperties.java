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
 * How webhooks are told of events.
 *
 * @param threads how many requests a worker sends at once
 * @param concurrencyPerWebhook how many of them to one webhook
 * @param poll how often an idle worker looks for what is due
 * @param retryDelays between an attempt that failed and the next, up to a tenth longer by chance; then the delivery has failed. The default is that
 *     of Standard Webhooks 1.0.0: 10 attempts in a little over 3 days
 * @param disableAfter how long a webhook's attempts may all fail before it is switched off
 * @param retention how long deliveries are kept, whatever became of them
 * @param purgeInterval how often each worker forgets older ones
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
                    @NotNull @DurationMin(
                            millis = 1) Duration> retryDelays,
        @DefaultValue("5d") @NotNull @DurationMin(seconds = 1) Duration disableAfter,
        @DefaultValue("14d") @NotNull @DurationMin(days = 4) Duration retention,
        @DefaultValue("1m") @NotNull @DurationMin(millis = 100) Duration purgeInterval,
        @DefaultValue("10s") @NotNull @DurationMin(millis = 100) Duration gaugeInterval) {

    DeliveryProperties {
        retryDelays = List.copyOf(retryDelays);
    }
}
