package dev.tenfold.shop.checkout;

import dev.tenfold.api.idempotency.IdempotencyKey;
import dev.tenfold.api.problem.Problems;
import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.security.identity.Caller;
import dev.tenfold.shop.order.OrderResponse;
import dev.tenfold.shop.order.OrderResponseV2;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.springframework.http.ResponseEntity;

/** The OpenAPI documentation of {@link CheckoutController}, and the constraints of its parameters. */
@Tag(name = "Orders")
interface CheckoutApi {

    @Operation(operationId = "placeOrder", summary = "Place an order",
            description = "For all signed-in users. Places the whole order at current prices, or refuses all of it. Send `expected_total` to refuse it if a price has changed.")
    @ApiResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = OrderResponse.class)),
            headers = @Header(name = "Location", ref = "#/components/headers/Location"))
    @Problems({ProblemCode.INSUFFICIENT_STOCK, ProblemCode.TOTAL_CHANGED, ProblemCode.TOO_MANY_UNPAID_ORDERS})
    ResponseEntity<byte[]> place(Caller caller, @Valid PlaceOrderRequest request, IdempotencyKey key);

    @Operation(operationId = "placeOrder", summary = "Place an order",
            description = "For all signed-in users. Places the whole order at current prices, or refuses all of it. It is refused if the total is not `expected_total`.")
    @ApiResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = OrderResponseV2.class)),
            headers = @Header(name = "Location", ref = "#/components/headers/Location"))
    @Problems({ProblemCode.INSUFFICIENT_STOCK, ProblemCode.TOTAL_CHANGED})
    ResponseEntity<byte[]> placeV2(Caller caller, @Valid PlaceOrderRequestV2 request, IdempotencyKey key, ApiVersion version);
}
