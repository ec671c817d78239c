package dev.tenfold.messaging.webhook;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Webhooks.
 *
 * @param maxWebhooks how many there may be: each costs a row an event that it wants
 */
@Validated
@ConfigurationProperties("tenfold.webhook")
record WebhookProperties(@DefaultValue("50") @Min(0) @Max(200) int maxWebhooks) {}
