package dev.tenfold.http;

import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Limits on what a client may send.
 *
 * @param maxBody the longest request body
 */
@Validated
@ConfigurationProperties("tenfold.http")
record HttpProperties(@DefaultValue("64KB") @NotNull DataSize maxBody) {}
