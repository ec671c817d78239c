package dev.tenfold.shop.order;

import dev.tenfold.api.http.EntityTags;
import dev.tenfold.api.idempotency.IdempotencyKey;
import dev.tenfold.api.paging.Links;
import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.api.route.Routes;
import dev.tenfold.security.identity.Caller;
import dev.tenfold.security.identity.UserId;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@RestController
@RequestMapping(path = Routes.ORDERS, produces = APPLICATION_JSON_VALUE)
class OrderController implements OrderApi {

    private final OrderService orders;

    OrderController(OrderService orders) {
        this.orders = orders;
    }

    @Override
    @GetMapping("/{id}")
    public ResponseEntity<OrderResponse> get(@AuthenticationPrincipal Caller caller, @PathVariable OrderId id) {
        Order order = orders.get(caller, id);
        return ResponseEntity.ok().eTag(EntityTags.of(order.version())).body(OrderResponse.of(order));
    }

    @Override
    @GetMapping
    public ResponseEntity<Page<OrderResponse>> list(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(name = "user_id", required = false) @Nullable UserId user,
            @ParameterObject Paging paging,
            HttpServletRequest request) {
        Page<OrderResponse> page = orders.list(caller, status == null ? null : OrderStatus.of(status), user, paging).map(OrderResponse::of);
        return Links.withNext(ResponseEntity.ok(), page, request).body(page);
    }

    @Override
    @PostMapping(path = "/{id}/pay", consumes = APPLICATION_JSON_VALUE)
    public ResponseEntity<byte[]> pay(@AuthenticationPrincipal Caller caller, @PathVariable OrderId id,
            @RequestBody PayRequest request, @Nullable IdempotencyKey key) {
        return move(caller, id, key, OrderStatus.PAID, request.paymentReference());
    }

    @Override
    @PostMapping("/{id}/cancel")
    public ResponseEntity<byte[]> cancel(@AuthenticationPrincipal Caller caller, @PathVariable OrderId id,
            @Nullable IdempotencyKey key) {
        return move(caller, id, key, OrderStatus.CANCELLED, null);
    }

    @Override
    @PostMapping("/{id}/ship")
    public ResponseEntity<byte[]> ship(@AuthenticationPrincipal Caller caller, @PathVariable OrderId id,
            @Nullable IdempotencyKey key) {
        return move(caller, id, key, OrderStatus.SHIPPED, null);
    }

    @Override
    @PostMapping("/{id}/deliver")
    public ResponseEntity<byte[]> deliver(@AuthenticationPrincipal Caller caller, @PathVariable OrderId id,
            @Nullable IdempotencyKey key) {
        return move(caller, id, key, OrderStatus.DELIVERED, null);
    }

    private ResponseEntity<byte[]> move(Caller caller, OrderId id, @Nullable IdempotencyKey key, OrderStatus next,
            @Nullable String paymentReference) {
        return orders.move(caller, key, id, next, paymentReference).toResponse();
    }
}
