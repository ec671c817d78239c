package dev.tenfold.shop.report;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;

/**
 * Which orders a report is of.
 *
 * @param from the moment from which on they were placed
 * @param to the moment before which they were placed
 */
record OrderReportRequest(
        @NotNull @Schema(example = "2026-11-01T00:00:00Z", description = "The first moment of the period.") Instant from,
        @NotNull @Schema(example = "2026-12-01T00:00:00Z",
                description = "The first moment after the period, which is at most 366 days.") Instant to) {}
