package dev.tenfold.shop.ordermail;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Mails to users. The mail server is set by {@code spring.mail.*}; without one, mails are only logged.
 * @param from the sender's mailbox (RFC 5322, section 3.4), with or without a name
 * @param timeout how long it may take to hand one mail to the server
 * @param tlsRequired whether a mail server on another machine must encrypt the connection
 */
@Validated
@ConfigurationProperties("tenfold.ordermail")
record MailProperties(
        @DefaultValue("Tenfold <orders@tenfold.example>") @NotBlank String from,
        @DefaultValue("60s") @NotNull @DurationMin(millis = 100) @DurationMax(minutes = 10) Duration timeout,
        @DefaultValue("true") boolean tlsRequired) {}
