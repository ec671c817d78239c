package dev.tenfold.shop.report;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;

/**
 * The orders that a report contains.
 * @param from the earliest moment of placing, inclusive
 * @param to the latest moment of placing, exclusive
 */
record OrderReportRequest(
        @NotNull @Schema(example = "2026-11-01T00:00:00Z",
                description = "The start of the period, a time of RFC 3339 with a year from 0001 to 9999.") Instant from,
        @NotNull @Schema(example = "2026-12-01T00:00:00Z",
                description = "The end of the period; this moment is not part of it. A period is at most 366 days long.") Instant to) {}
