package dev.tenfold.api.paging;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How cursors are sealed.
 *
 * @param cursorKey the secret that cursors are sealed with, the same on every instance; the signing key of tokens where nothing else is set
 */
@Validated
@ConfigurationProperties("tenfold.paging")
record PagingProperties(@NotBlank String cursorKey) {}
