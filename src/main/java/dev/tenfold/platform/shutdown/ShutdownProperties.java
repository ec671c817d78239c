package dev.tenfold.platform.shutdown;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the service stops.
 *
 * @param drainNotice how long open connections are told to close, answer by answer, before requests are no longer taken; balancers notice in this
 *     time that new connections are refused
 * @param timeout after which the process ends itself with exit code 1, whatever still runs
 */
@Validated
@ConfigurationProperties("tenfold.shutdown")
record ShutdownProperties(@DefaultValue("2s") @NotNull @DurationMin(millis = 0) Duration drainNotice,
        @DefaultValue("30s") @NotNull @DurationMin(seconds = 1) Duration timeout) {}
