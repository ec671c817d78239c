package dev.tenfold.messaging.webhook;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings for the secrets of webhooks.
 * @param overlap how long the older secrets stay valid after a new one is made
 * @param key TENFOLD_WEBHOOK_SECRET_KEY: encrypts the secrets in the database, the same on every instance; without it no webhook can be
 * added, and no secret rotated
 */
@Validated
@ConfigurationProperties("tenfold.webhook.secret")
record SigningSecretProperties(
        @DefaultValue("24h") @NotNull @DurationMin(seconds = 0) @DurationMax(days = 30) Duration overlap,
        @Size(min = 16) @Nullable String key) {

    /** An empty variable or file is no key. */
    SigningSecretProperties {
        key = key == null || key.isEmpty() ? null : key;
    }
}
