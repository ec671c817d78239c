package dev.tenfold.shop.order;

import dev.tenfold.api.idempotency.IdempotencyKey;
import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.PageV2;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.api.problem.Problems;
import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.security.identity.Caller;
import dev.tenfold.security.identity.UserId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** The OpenAPI documentation of {@link OrderController}, and the constraints of its parameters. */
@Tag(name = "Orders")
interface OrderApi {

    @Operation(operationId = "readOrder", summary = "Read an order", description = "For the buyer and for admins.")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    ResponseEntity<OrderResponse> get(Caller caller, OrderId id);

    @Operation(operationId = "readOrder", summary = "Read an order", description = "For the buyer and for admins.")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    ResponseEntity<OrderResponseV2> getV2(Caller caller, OrderId id);

    @Operation(operationId = "listOrders", summary = "List orders, newest first",
            description = "Users see their own orders. Admins see all orders, or those of the user in `user_id`.")
    @Problems(ProblemCode.FORBIDDEN)
    ResponseEntity<Page<OrderResponse>> list(
            Caller caller,
            @Pattern(regexp = OrderStatus.NAMES) @Nullable String status,
            @Nullable UserId user,
            @Valid Paging paging,
            HttpServletRequest request);

    @Operation(operationId = "listOrders", summary = "List orders, newest first",
            description = "Users see their own orders. Admins see all orders, or those of the user in `user_id`.")
    @Problems(ProblemCode.FORBIDDEN)
    ResponseEntity<PageV2<OrderResponseV2>> listV2(
            Caller caller,
            @Pattern(regexp = OrderStatus.NAMES) @Nullable String status,
            @Nullable UserId user,
            @Valid Paging paging,
            HttpServletRequest request);

    @Operation(operationId = "payOrder", summary = "Mark an order as paid",
            description = "For admins, while the order is `pending`. The payment provider reports payments to `POST /api/v1/payments/events`.")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = OrderResponse.class)))
    @Problems(ProblemCode.ILLEGAL_TRANSITION)
    ResponseEntity<byte[]> pay(Caller caller, OrderId id, @Valid PayRequest request, @Nullable IdempotencyKey key);

    @Operation(operationId = "addPayment", summary = "Record the payment of an order",
            description = "For admins, while the order is `pending`. The order becomes `paid`. If it is paid already with the same `reference`, nothing changes and the answer is the same. The payment provider reports payments to `POST /api/v1/payments/events`.")
    @ApiResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = PaymentResponse.class)),
            headers = @Header(name = "Location", ref = "#/components/headers/Location"))
    @Problems(ProblemCode.ILLEGAL_TRANSITION)
    ResponseEntity<byte[]> addPayment(Caller caller, OrderId id, @Valid NewPaymentRequest request, @Nullable IdempotencyKey key,
            ApiVersion version);

    @Operation(operationId = "cancelOrder", summary = "Cancel an order",
            description = "For the buyer and for admins, while the order is `pending` or `paid`. Returns the stock.")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = OrderResponse.class)))
    @Problems(ProblemCode.ILLEGAL_TRANSITION)
    ResponseEntity<byte[]> cancel(Caller caller, OrderId id, @Nullable IdempotencyKey key);

    @Operation(operationId = "cancelOrder", summary = "Cancel an order",
            description = "For the buyer and for admins, while the order is `pending` or `paid`. Returns the stock.")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = OrderResponseV2.class)))
    @Problems(ProblemCode.ILLEGAL_TRANSITION)
    ResponseEntity<byte[]> cancelV2(Caller caller, OrderId id, @Nullable IdempotencyKey key, ApiVersion version);

    @Operation(operationId = "shipOrder", summary = "Ship an order", description = "For admins, while the order is `paid`.")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = OrderResponse.class)))
    @Problems(ProblemCode.ILLEGAL_TRANSITION)
    ResponseEntity<byte[]> ship(Caller caller, OrderId id, @Nullable IdempotencyKey key);

    @Operation(operationId = "shipOrder", summary = "Ship an order", description = "For admins, while the order is `paid`.")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = OrderResponseV2.class)))
    @Problems(ProblemCode.ILLEGAL_TRANSITION)
    ResponseEntity<byte[]> shipV2(Caller caller, OrderId id, @Nullable IdempotencyKey key, ApiVersion version);

    @Operation(operationId = "deliverOrder", summary = "Deliver an order", description = "For admins, while the order is `shipped`.")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = OrderResponse.class)))
    @Problems(ProblemCode.ILLEGAL_TRANSITION)
    ResponseEntity<byte[]> deliver(Caller caller, OrderId id, @Nullable IdempotencyKey key);

    @Operation(operationId = "deliverOrder", summary = "Deliver an order", description = "For admins, while the order is `shipped`.")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = OrderResponseV2.class)))
    @Problems(ProblemCode.ILLEGAL_TRANSITION)
    ResponseEntity<byte[]> deliverV2(Caller caller, OrderId id, @Nullable IdempotencyKey key, ApiVersion version);
}
