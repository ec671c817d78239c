package dev.tenfold.platform.configuration;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the database schema is updated.
 * @param waitOnly whether the role {@code migrate} only waits until another process has applied all migrations. A deployment that starts
 * several processes at once lets one of them migrate
 * @param lockTimeout how long a migration may wait for a lock. All statements that need the same table wait behind it, so the time is short,
 * and the migration is tried again
 * @param retryFor how long a migration that does not get its lock is tried again
 * @param retryInterval how long it pauses before it tries again, and how often {@code waitOnly} checks
 */
@Validated
@ConfigurationProperties("tenfold.migration")
record MigrationProperties(
        @DefaultValue("false") boolean waitOnly,
        @DefaultValue("2s") @NotNull @DurationMin(millis = 100) Duration lockTimeout,
        @DefaultValue("5m") @NotNull Duration retryFor,
        @DefaultValue("2s") @NotNull @DurationMin(millis = 10) Duration retryInterval) {}
