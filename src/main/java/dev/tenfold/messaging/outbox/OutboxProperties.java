package dev.tenfold.messaging.outbox;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How events are published.
 * @param enabled whether this process publishes events
 * @param source the {@code source} of every CloudEvent, a URI reference
 * @param batch how many events are published at once
 * @param poll how often the relay looks for events without a notification
 * @param maxPause the longest pause after failures, before the relay tries again
 * @param lagInterval how often the age of the oldest pending event is measured
 * @param stream the name of the Redis Stream
 * @param streamLength how many events the stream keeps: older ones are removed, whether read or not
 * @param streamMaxSize how much memory of Redis the stream may use: the oldest events are removed when it is reached. It may be exceeded by
 * the 8 MB that a relay publishes between two checks
 * @param topic the Kafka topic. It is used instead of the stream if {@code spring.kafka.bootstrap-servers} is set
 */
@Validated
@ConfigurationProperties("tenfold.outbox")
record OutboxProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("urn:tenfold") @NotBlank String source,
        @DefaultValue("500") @Min(1) @Max(5_000) int batch,
        @DefaultValue("1s") @NotNull @DurationMin(millis = 10) Duration poll,
        @DefaultValue("1s") @NotNull @DurationMin(millis = 10) @DurationMax(minutes = 1) Duration maxPause,
        @DefaultValue("5s") @NotNull @DurationMin(millis = 100) Duration lagInterval,
        @DefaultValue("tenfold:events") @NotBlank String stream,
        @DefaultValue("100000") @Min(100) int streamLength,
        @DefaultValue("96MB") @NotNull DataSize streamMaxSize,
        @DefaultValue("tenfold.events") @NotBlank String topic) {

    @AssertTrue(message = "stream-max-size must be 1MB or more")
    boolean isStreamLargeEnough() {
        return streamMaxSize.toMegabytes() >= 1;
    }
}
