package dev.tenfold.api.openapi;

import dev.tenfold.api.problem.Problem;
import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.api.route.Routes;
import dev.tenfold.platform.failure.Failure.CurrentTotal;
import dev.tenfold.platform.failure.Failure.Shortage;
import dev.tenfold.platform.failure.Failure.Violation;
import dev.tenfold.platform.failure.ProblemCode;
import io.swagger.v3.oas.models.examples.Example;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Examples of problem documents, one for each code. */
@Component
class ProblemExamples {

    private static final UUID SOME_PRODUCT = UUID.fromString("019a9e2b-7c1d-7f3a-9b64-3d2c1e0f4a5b");
    private static final String SOME_REQUEST = "019a9e2c-1f60-7a84-8d15-6b7f0c9e2d31";

    private final JsonMapper json;

    ProblemExamples(JsonMapper json) {
        this.json = json;
    }

    Example of(ProblemCode code) {
        var problem = new Problem(Routes.PROBLEMS + "/" + code.value(), code.title(), code.status(), detail(code),
                ApiVersion.V1.path(Routes.ORDERS), code,
                SOME_REQUEST, null, violations(code),
                code == ProblemCode.INSUFFICIENT_STOCK ? List.of(new Shortage(SOME_PRODUCT, 3, 1)) : null,
                code == ProblemCode.TOTAL_CHANGED ? new CurrentTotal(2099, "USD") : null);
        return new Example().summary(code.title()).description(code.meaning())
                .value(json.convertValue(problem, new TypeReference<Map<String, Object>>() {}));
    }

    private static String detail(ProblemCode code) {
        return switch (code) {
            case MALFORMED_JSON -> "Not valid JSON at line 1, column 17";
            case UNKNOWN_MEMBER -> "/items/0/colour: no such member: colour";
            case WRONG_TYPE -> "/items/0/quantity: the value has the wrong type or is out of range";
            case INVALID_PARAMETER -> "Parameter limit: the value is not allowed";
            case INSUFFICIENT_STOCK -> "1 product is short";
            case ILLEGAL_TRANSITION -> "The order is shipped and cannot become cancelled";
            case BODY_TOO_LARGE -> "The body may have at most 65536 bytes";
            case UNSUPPORTED_MEDIA_TYPE -> "This route takes application/json";
            case RATE_LIMITED -> "Too many requests under the limit orders";
            case INVALID -> "1 value is invalid";
            default -> code.title();
        };
    }

    private static @Nullable List<Violation> violations(ProblemCode code) {
        return switch (code) {
            case UNKNOWN_MEMBER -> List.of(new Violation("/items/0/colour", code.value(), "no such member: colour"));
            case WRONG_TYPE ->
                    List.of(new Violation("/items/0/quantity", code.value(), "the value has the wrong type or is out of range"));
            case INVALID -> List.of(new Violation("/items/0/quantity", "out_of_range", "must be less than or equal to 1000"));
            default -> null;
        };
    }
}
