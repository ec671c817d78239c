package dev.tenfold.api.idempotency;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How idempotency keys are deleted.
 * @param purgeInterval how often each instance deletes keys that are older than 24 hours
 */
@Validated
@ConfigurationProperties("tenfold.idempotency")
record IdempotencyProperties(@DefaultValue(PURGE_INTERVAL) @NotNull @DurationMin(millis = 100) Duration purgeInterval) {

    static final String PURGE_INTERVAL = "1m";
}
