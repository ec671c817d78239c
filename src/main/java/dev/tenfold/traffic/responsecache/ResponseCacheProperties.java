package dev.tenfold.traffic.responsecache;

import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The response cache of each process.
 * @param enabled whether responses are cached
 * @param maxSize how many bytes of responses each process may hold
 */
@Validated
@ConfigurationProperties("tenfold.responsecache")
record ResponseCacheProperties(@DefaultValue("true") boolean enabled, @DefaultValue("32MB") @NotNull DataSize maxSize) {}
