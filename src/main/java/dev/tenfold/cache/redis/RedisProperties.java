package dev.tenfold.cache.redis;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When Redis counts as down.
 * @param timeout how long a command may take; after three slow commands in a row the connection is marked as down
 * @param heartbeat how often the connection is checked, and tried again while it is down
 * @param heartbeatTimeout how long a heartbeat may take; a slower one marks the connection as down, so together with {@code heartbeat}
 * this limits how long a frozen Redis goes unnoticed
 */
@Validated
@ConfigurationProperties("tenfold.redis")
record RedisProperties(
        @DefaultValue("100ms") @NotNull @DurationMin(millis = 1) Duration timeout,
        @DefaultValue("250ms") @NotNull @DurationMin(millis = 10) Duration heartbeat,
        @DefaultValue("500ms") @NotNull @DurationMin(millis = 10) Duration heartbeatTimeout) {}
