package dev.tenfold.api.request;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What the log looks like.
 *
 * @param format one JSON object a line, or text for a person at a terminal
 * @param accessBuffer how many lines of the access log may wait to be written; one takes about 300 bytes of memory. What comes when so many
 *            wait is counted and not written
 */
@Validated
@ConfigurationProperties("tenfold.log")
record LogProperties(@DefaultValue("json") @NotNull Format format,
        @DefaultValue("16384") @Min(LogProperties.MIN_ACCESS_BUFFER) @Max(LogProperties.MAX_ACCESS_BUFFER) int accessBuffer) {

    static final int MIN_ACCESS_BUFFER = 16;
    static final int MAX_ACCESS_BUFFER = 1_000_000;

    /** The name of a file in the folder {@code logging}, which has the form of all other lines. */
    enum Format {
        JSON,
        TEXT
    }
}
