package dev.tenfold.platform.shutdown;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the service shuts down.
 * @param drainNotice how long new connections are refused while requests on open ones are still answered; in this time load balancers
 * notice
 * @param timeout after this time the process ends itself with exit code 1, even if work is still running
 */
@Validated
@ConfigurationProperties("tenfold.shutdown")
record ShutdownProperties(@DefaultValue("2s") @NotNull @DurationMin(millis = 0) Duration drainNotice,
        @DefaultValue("30s") @NotNull @DurationMin(seconds = 1) Duration timeout) {}
