package dev.tenfold.messaging.webhook;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings for webhooks.
 * @param maxWebhooks how many webhooks there may be: each costs one row for each event it subscribes to
 */
@Validated
@ConfigurationProperties("tenfold.webhook")
record WebhookProperties(@DefaultValue("50") @Min(0) @Max(200) int maxWebhooks) {}
