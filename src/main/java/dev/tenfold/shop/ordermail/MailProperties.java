package dev.tenfold.shop.ordermail;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Mails to users. The mail server is set by {@code spring.mail.*}; without one, mails are only logged.
 * @param from the sender's mailbox (RFC 5322, section 3.4), with or without a name
 */
@Validated
@ConfigurationProperties("tenfold.ordermail")
record MailProperties(@DefaultValue("Tenfold <orders@tenfold.example>") @NotBlank String from) {}
