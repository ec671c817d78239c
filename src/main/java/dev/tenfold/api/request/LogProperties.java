package dev.tenfold.api.request;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The format of the log.
 * @param format one JSON object per line, or text for a terminal
 * @param accessBuffer how many lines of the access log may wait to be written, each about 300 bytes of memory. Further lines are counted
 * but not written
 */
@Validated
@ConfigurationProperties("tenfold.log")
record LogProperties(@DefaultValue("json") @NotNull Format format,
        @DefaultValue("16384") @Min(LogProperties.MIN_ACCESS_BUFFER) @Max(LogProperties.MAX_ACCESS_BUFFER) int accessBuffer) {

    static final int MIN_ACCESS_BUFFER = 16;
    static final int MAX_ACCESS_BUFFER = 1_000_000;

    /** The name of a file in the folder {@code logging} with the format of all other lines. */
    enum Format {
        JSON,
        TEXT
    }
}
