package dev.tenfold.shop.payment;

import dev.tenfold.api.problem.Problems;
import dev.tenfold.platform.failure.ProblemCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** The OpenAPI documentation of {@link PaymentController}, and the constraints of its parameters. */
@Tag(name = "Orders")
interface PaymentApi {

    @Operation(operationId = "receivePaymentEvent", summary = "Report a payment",
            description = "For the payment provider, which signs its events as Standard Webhooks 1.0.0 describes. An event with the status `succeeded` and the order's exact total marks the order as paid. An event that comes again with the same `webhook-id` gets the first answer again.")
    @ApiResponse(responseCode = "204", content = @Content)
    @Problems({ProblemCode.INVALID_SIGNATURE, ProblemCode.PAYMENT_EVENTS_DISABLED, ProblemCode.NOT_FOUND, ProblemCode.ILLEGAL_TRANSITION,
        ProblemCode.IDEMPOTENCY_KEY_REUSED, ProblemCode.INVALID})
    ResponseEntity<byte[]> receive(
            @Parameter(required = true, description = "The id of the event, the same in each attempt.", schema = @Schema(minLength = 1,
                    maxLength = 255), example = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W")
            @Nullable String id,
            @Parameter(required = true,
                    description = "The time of the attempt, in seconds since 1970, such as 1674087231. It may differ from the service's time by at most 5 minutes.",
                    schema = @Schema(maxLength = 12))
            @Nullable String timestamp,
            @Parameter(required = true,
                    description = "One or more signatures, separated by blanks: `v1,` and the Base64 form of an HMAC-SHA256.",
                    schema = @Schema(maxLength = 2000),
                    example = "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=")
            @Nullable String signatures,
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = PaymentEventRequest.class))) byte[] body);
}
