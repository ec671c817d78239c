package dev.tenfold.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tenfold.problem.Failure.Shortage;
import dev.tenfold.problem.Failure.Violation;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/** A problem document (RFC 9457) with our extension members. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "A problem document (RFC 9457).")
public record Problem(
        @Schema(description = "A page that says what the code means.", example = "/problems/not_found") String type,
        @Schema(example = "Not found") String title,
        @Schema(example = "404", minimum = "400", maximum = "599") int status,
        @Schema(description = "What was wrong with this request.") String detail,
        @Schema(description = "The path of this request.") String instance,
        ProblemCode code,
        @Schema(description = "Also in the header X-Request-Id and in the service's logs.") String requestId,
        @Schema(description = "Every violation, with a JSON pointer into the body.") @Nullable List<Violation> errors,
        @Schema(description = "Of insufficient_stock: each short product.") @Nullable List<Shortage> shortages) {

    public static final MediaType MEDIA_TYPE = MediaType.APPLICATION_PROBLEM_JSON;
}
