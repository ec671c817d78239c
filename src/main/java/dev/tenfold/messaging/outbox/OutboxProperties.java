package dev.tenfold.messaging.outbox;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How events are told.
 *
 * @param enabled whether this process tells any
 * @param source who says so: the {@code source} of every CloudEvent, a URI reference
 * @param batch how many events are told at once
 * @param poll how often the outbox is looked at where no NOTIFY says that there is something
 * @param maxPause how long the relay rests at most after a failure, before it tries again
 * @param lagInterval how often the oldest pending event is looked for
 * @param stream the Redis Stream
 * @param streamLength how many events the stream keeps: older ones go, read or not
 * @param topic the Kafka topic, which takes the stream's place where {@code spring.kafka.bootstrap-servers} is set
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
        @DefaultValue("tenfold.events") @NotBlank String topic) {}
