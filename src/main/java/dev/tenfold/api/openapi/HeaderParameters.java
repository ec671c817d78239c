package dev.tenfold.api.openapi;

import dev.tenfold.api.http.IfMatch;
import dev.tenfold.api.idempotency.IdempotencyKey;
import dev.tenfold.api.route.ApiVersion;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.web.method.HandlerMethod;

/** Describes the headers that a route accepts because its handler has a parameter of their type. springdoc does not know these types. */
final class HeaderParameters {

    private static final int LONGEST_TAG_LIST = 2000;

    private HeaderParameters() {}

    /** springdoc would describe each of these parameters as a query parameter. */
    static void hideFromSpringdoc() {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(IfMatch.class, IdempotencyKey.class, ApiVersion.class);
    }

    static void add(Operation operation, HandlerMethod handler) {
        for (MethodParameter parameter : handler.getMethodParameters()) {
            boolean required = !parameter.isOptional();
            if (parameter.getParameterType() == IdempotencyKey.class) {
                operation.addParametersItem(idempotencyKey(required));
            } else if (parameter.getParameterType() == IfMatch.class) {
                operation.addParametersItem(ifMatch(required));
            }
        }
    }

    private static Parameter idempotencyKey(boolean required) {
        return new Parameter().in("header").name(IdempotencyKey.HEADER).required(required).description(
                "A unique key for this operation. Send the same key when you retry: the operation then happens once. "
                        + (required ? "Required." : "Optional: without a key, a retry is a new operation."))
                .schema(ResponseHeaders.text(255).minLength(1).pattern("^[\\x20-\\x7E]{1,255}$").example("order-2026-11-23-0001"));
    }

    private static Parameter ifMatch(boolean required) {
        return new Parameter().in("header").name(HttpHeaders.IF_MATCH).required(required).description(
                "The `ETag` of the version that you read. The service answers 412 if there is a newer version. "
                        + (required ? "Required; `*` matches any version." : "Optional: without it, the change applies to any version."))
                .schema(tags());
    }

    /** A list of entity tags. */
    static Schema<?> tags() {
        return ResponseHeaders.text(LONGEST_TAG_LIST).example("\"v3\"");
    }
}
