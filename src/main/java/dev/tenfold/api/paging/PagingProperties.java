package dev.tenfold.api.paging;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How cursors are signed.
 * @param cursorKey the secret that signs cursors, the same on every instance; by default, the signing key of tokens
 */
@Validated
@ConfigurationProperties("tenfold.paging")
record PagingProperties(@NotBlank String cursorKey) {}
