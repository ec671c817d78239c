package dev.tenfold.shop.ordermail;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Mails; the server that takes them is {@code spring.mail.*}, and where there is none they are named in the log instead.
 *
 * @param from the sender's mailbox (RFC 5322, section 3.4), with a name or without
 */
@Validated
@ConfigurationProperties("tenfold.ordermail")
record MailProperties(@DefaultValue("Tenfold <orders@tenfold.example>") @NotBlank String from) {}
