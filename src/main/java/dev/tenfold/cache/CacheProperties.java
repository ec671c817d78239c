package dev.tenfold.cache;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long a cached value may live.
 *
 * @param userTtl how long a user stays cached
 * @param productTtl how long a product stays cached
 */
@Validated
@ConfigurationProperties("tenfold.cache")
record CacheProperties(
        @DefaultValue("5m") @NotNull @DurationMin(seconds = 1) Duration userTtl,
        @DefaultValue("1h") @NotNull @DurationMin(seconds = 1) Duration productTtl) {}
