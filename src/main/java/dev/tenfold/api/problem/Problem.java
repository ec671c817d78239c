package dev.tenfold.api.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tenfold.platform.failure.Failure.CurrentTotal;
import dev.tenfold.platform.failure.Failure.Shortage;
import dev.tenfold.platform.failure.Failure.Violation;
import dev.tenfold.platform.failure.ProblemCode;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/** A problem document (RFC 9457) with the service's extension members. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "A problem document (RFC 9457).")
public record Problem(
        @Schema(description = "The address of a page that explains the code.", example = "/problems/not_found",
                format = "uri-reference") String type,
        @Schema(example = "Not found", maxLength = 100) String title,
        @Schema(example = "404", minimum = "400", maximum = "599") int status,
        @Schema(description = "What was wrong with this request.", example = "There is no such order", maxLength = 2000) String detail,
        @Schema(description = "The path of this request.", example = "/api/v1/orders", format = "uri-reference") String instance,
        ProblemCode code,
        @Schema(description = "The id of the request. It is also in the header `X-Request-Id` and in the service's log.",
                example = "019a9e2c-1f60-7a84-8d15-6b7f0c9e2d31",
                pattern = "^[A-Za-z0-9._-]{1,64}$") String requestId,
        @Schema(description = "The id of the trace that the request belongs to (W3C Trace Context). Present only where requests are traced.",
                example = "4bf92f3577b34da6a3ce929d0e0e4736", pattern = "^[0-9a-f]{32}$") @Nullable String traceId,
        @ArraySchema(maxItems = Violations.MOST,
                arraySchema = @Schema(description = "All invalid values, each with a JSON pointer into the body.")) @Nullable List<
                        Violation> errors,
        @ArraySchema(maxItems = 100,
                arraySchema = @Schema(description = "Only with `insufficient_stock`: each product with too little stock.")) @Nullable List<
                        Shortage> shortages,
        @Schema(description = "Only with `total_changed`: the current total.") @Nullable CurrentTotal total) {

    public static final MediaType MEDIA_TYPE = MediaType.APPLICATION_PROBLEM_JSON;
}
