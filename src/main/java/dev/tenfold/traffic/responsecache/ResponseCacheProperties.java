package dev.tenfold.traffic.responsecache;

import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What is kept at the door.
 *
 * @param enabled whether anything is
 * @param maxSize how many bytes of answers each process keeps
 */
@Validated
@ConfigurationProperties("tenfold.responsecache")
record ResponseCacheProperties(@DefaultValue("true") boolean enabled, @DefaultValue("32MB") @NotNull DataSize maxSize) {}
