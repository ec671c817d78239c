package dev.tenfold.shop.order;

import dev.tenfold.api.http.EntityTags;
import dev.tenfold.api.idempotency.IdempotencyKey;
import dev.tenfold.api.paging.Links;
import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.api.problem.Problems;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.security.identity.Caller;
import dev.tenfold.security.identity.UserId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@Tag(name = "Orders")
@RestController
@RequestMapping(path = "/api/v1/orders", produces = APPLICATION_JSON_VALUE)
class OrderController {

    private final OrderService orders;

    OrderController(OrderService orders) {
        this.orders = orders;
    }

    @Operation(operationId = "readOrder", summary = "Read an order", description = "For the one who placed it and for admins.")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    @GetMapping("/{id}")
    ResponseEntity<OrderResponse> get(@AuthenticationPrincipal Caller caller, @PathVariable OrderId id) {
        Order order = orders.get(caller, id);
        return ResponseEntity.ok().eTag(EntityTags.of(order.version())).body(OrderResponse.of(order));
    }

    @Operation(operationId = "listOrders", summary = "List orders, the newest first",
            description = "Your own; for admins everybody's, or those of `user_id`.")
    @Problems(ProblemCode.FORBIDDEN)
    @GetMapping
    ResponseEntity<Page<OrderResponse>> list(@AuthenticationPrincipal Caller caller,
            @Parameter(
                    schema = @Schema(allowableValues = {"pending", "paid", "shipped", "delivered", "cancelled", "expired"})) @RequestParam(
                            required = false) @Pattern(regexp = OrderStatus.NAMES) @Nullable String status,
            @RequestParam(name = "user_id", required = false) @Nullable UserId user, @ParameterObject @Valid Paging paging,
            HttpServletRequest request) {
        Page<OrderResponse> page = orders.list(caller, status == null ? null : OrderStatus.of(status), user, paging).map(OrderResponse::of);
        return Links.withNext(ResponseEntity.ok(), page, request).body(page);
    }

    @Operation(operationId = "payOrder", summary = "Pay an order",
            description = "For the one who placed it and for admins, while it is pending.")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = OrderResponse.class)))
    @Problems(ProblemCode.ILLEGAL_TRANSITION)
    @PostMapping(path = "/{id}/pay", consumes = APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> pay(@AuthenticationPrincipal Caller caller, @PathVariable OrderId id,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key, @Valid @RequestBody PayRequest request) {
        return move(caller, id, key, OrderStatus.PAID, request.paymentReference());
    }

    @Operation(operationId = "cancelOrder", summary = "Cancel an order",
            description = "For the one who placed it and for admins, while it is pending or paid. Gives the stock back.")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = OrderResponse.class)))
    @Problems(ProblemCode.ILLEGAL_TRANSITION)
    @PostMapping("/{id}/cancel")
    ResponseEntity<byte[]> cancel(@AuthenticationPrincipal Caller caller, @PathVariable OrderId id,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key) {
        return move(caller, id, key, OrderStatus.CANCELLED, null);
    }

    @Operation(operationId = "shipOrder", summary = "Ship an order", description = "For admins, while it is paid.")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = OrderResponse.class)))
    @Problems(ProblemCode.ILLEGAL_TRANSITION)
    @PostMapping("/{id}/ship")
    ResponseEntity<byte[]> ship(@AuthenticationPrincipal Caller caller, @PathVariable OrderId id,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key) {
        return move(caller, id, key, OrderStatus.SHIPPED, null);
    }

    @Operation(operationId = "deliverOrder", summary = "Deliver an order", description = "For admins, while it is shipped.")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = OrderResponse.class)))
    @Problems(ProblemCode.ILLEGAL_TRANSITION)
    @PostMapping("/{id}/deliver")
    ResponseEntity<byte[]> deliver(@AuthenticationPrincipal Caller caller, @PathVariable OrderId id,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key) {
        return move(caller, id, key, OrderStatus.DELIVERED, null);
    }

    private ResponseEntity<byte[]> move(Caller caller, OrderId id, @Nullable String key, OrderStatus next,
            @Nullable String paymentReference) {
        return orders.move(caller, IdempotencyKey.ofOptional(key), id, next, paymentReference).toResponse();
    }
}
