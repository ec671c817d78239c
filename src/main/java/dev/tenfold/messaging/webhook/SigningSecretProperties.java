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
 * @param key TENFOLD_WEBHOOK_SECRET_KEY: encrypts the secrets in the database, the same on every instance; without it they are stored in
 * plain
 */
@Validated
@ConfigurationProperties("tenfold.webhook.secret")
record SigningSecretProperties(
        @DefaultValue("24h") @NotNull @DurationMin(seconds = 0) @DurationMax(days = 30) Duration overlap,
        @Size(min = 16) @Nullable String key) {}
