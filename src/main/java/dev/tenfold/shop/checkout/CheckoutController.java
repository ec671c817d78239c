package dev.tenfold.shop.checkout;

import dev.tenfold.api.idempotency.IdempotencyKey;
import dev.tenfold.api.problem.Problems;
import dev.tenfold.api.problem.RequestContext;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.security.identity.Caller;
import dev.tenfold.shop.order.OrderResponse;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@Tag(name = "Orders")
@RestController
class CheckoutController {

    private final Checkout checkout;

    CheckoutController(Checkout checkout) {
        this.checkout = checkout;
    }

    @Operation(operationId = "placeOrder", summary = "Place an order", description = "All of it or nothing, at the prices of the moment.")
    @ApiResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = OrderResponse.class)),
            headers = @Header(name = "Location", ref = "#/components/headers/Location"))
    @Problems(ProblemCode.INSUFFICIENT_STOCK)
    @PostMapping(path = "/api/v1/orders", consumes = APPLICATION_JSON_VALUE, produces = APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> place(@AuthenticationPrincipal Caller caller,
            @Parameter(required = true) @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key,
            @Valid @RequestBody PlaceOrderRequest request) {
        return checkout.place(caller.id(), IdempotencyKey.of(key), request, RequestContext.current()).toResponse();
    }
}
