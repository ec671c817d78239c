package dev.tenfold.shop.order;

import dev.tenfold.api.http.EntityTags;
import dev.tenfold.api.idempotency.IdempotencyKey;
import dev.tenfold.api.paging.Links;
import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.PageV2;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.api.route.Routes;
import dev.tenfold.security.identity.Caller;
import dev.tenfold.security.identity.UserId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Function;
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
@RequestMapping(path = Routes.ORDERS, version = "1+", produces = APPLICATION_JSON_VALUE)
class OrderController implements OrderApi {

    private final OrderService orders;
    private final OrderReads reads;

    OrderController(OrderService orders, OrderReads reads) {
        this.orders = orders;
        this.reads = reads;
    }

    @Override
    @GetMapping(path = "/{id}", version = "1")
    public ResponseEntity<OrderResponse> get(@AuthenticationPrincipal Caller caller, @PathVariable OrderId id) {
        return answer(reads.get(caller, id), OrderResponse::of);
    }

    @Override
    @GetMapping(path = "/{id}", version = "2+")
    public ResponseEntity<OrderResponseV2> getV2(@AuthenticationPrincipal Caller caller, @PathVariable OrderId id) {
        return answer(reads.get(caller, id), OrderResponseV2::of);
    }

    @Override
    @GetMapping(version = "1")
    public ResponseEntity<Page<OrderResponse>> list(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(name = "user_id", required = false) @Nullable UserId user,
            @ParameterObject Paging paging,
            HttpServletRequest request) {
        Page<Order> page = list(caller, status, user, paging);
        return Links.withNext(ResponseEntity.ok(), page, request).body(page.map(OrderResponse::of));
    }

    @Override
    @GetMapping(version = "2+")
    public ResponseEntity<PageV2<OrderResponseV2>> listV2(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(name = "user_id", required = false) @Nullable UserId user,
            @ParameterObject Paging paging,
            HttpServletRequest request) {
        Page<Order> page = list(caller, status, user, paging);
        return Links.withNext(ResponseEntity.ok(), page, request).body(PageV2.of(page.map(OrderResponseV2::of), paging));
    }

    @Override
    @PostMapping(path = "/{id}/pay", version = "1", consumes = APPLICATION_JSON_VALUE)
    public ResponseEntity<byte[]> pay(@AuthenticationPrincipal Caller caller, @PathVariable OrderId id,
            @RequestBody PayRequest request, @Nullable IdempotencyKey key) {
        return orders.move(caller, key, id, OrderStatus.PAID, request.paymentReference(), OrderView.of(ApiVersion.V1)).toResponse();
    }

    @Override
    @PostMapping(path = "/{id}/payments", version = "2+", consumes = APPLICATION_JSON_VALUE)
    public ResponseEntity<byte[]> addPayment(@AuthenticationPrincipal Caller caller, @PathVariable OrderId id,
            @RequestBody NewPaymentRequest request, @Nullable IdempotencyKey key, ApiVersion version) {
        return orders.pay(caller, key, id, request.amount().toMoney(), request.reference(), OrderView.of(version)).toResponse();
    }

    @Override
    @PostMapping(path = "/{id}/cancel", version = "1")
    public ResponseEntity<byte[]> cancel(@AuthenticationPrincipal Caller caller, @PathVariable OrderId id, @Nullable IdempotencyKey key) {
        return move(caller, id, key, OrderStatus.CANCELLED, ApiVersion.V1);
    }

    @Override
    @PostMapping(path = "/{id}/cancel", version = "2+")
    public ResponseEntity<byte[]> cancelV2(@AuthenticationPrincipal Caller caller, @PathVariable OrderId id, @Nullable IdempotencyKey key,
            ApiVersion version) {
        return move(caller, id, key, OrderStatus.CANCELLED, version);
    }

    @Override
    @PostMapping(path = "/{id}/ship", version = "1")
    public ResponseEntity<byte[]> ship(@AuthenticationPrincipal Caller caller, @PathVariable OrderId id, @Nullable IdempotencyKey key) {
        return move(caller, id, key, OrderStatus.SHIPPED, ApiVersion.V1);
    }

    @Override
    @PostMapping(path = "/{id}/ship", version = "2+")
    public ResponseEntity<byte[]> shipV2(@AuthenticationPrincipal Caller caller, @PathVariable OrderId id, @Nullable IdempotencyKey key,
            ApiVersion version) {
        return move(caller, id, key, OrderStatus.SHIPPED, version);
    }

    @Override
    @PostMapping(path = "/{id}/deliver", version = "1")
    public ResponseEntity<byte[]> deliver(@AuthenticationPrincipal Caller caller, @PathVariable OrderId id, @Nullable IdempotencyKey key) {
        return move(caller, id, key, OrderStatus.DELIVERED, ApiVersion.V1);
    }

    @Override
    @PostMapping(path = "/{id}/deliver", version = "2+")
    public ResponseEntity<byte[]> deliverV2(@AuthenticationPrincipal Caller caller, @PathVariable OrderId id, @Nullable IdempotencyKey key,
            ApiVersion version) {
        return move(caller, id, key, OrderStatus.DELIVERED, version);
    }

    private static <T> ResponseEntity<T> answer(Order order, Function<Order, T> body) {
        return ResponseEntity.ok().eTag(EntityTags.of(order.version())).body(body.apply(order));
    }

    private Page<Order> list(Caller caller, @Nullable String status, @Nullable UserId user, Paging paging) {
        return reads.list(caller, status == null ? null : OrderStatus.of(status), user, paging);
    }

    private ResponseEntity<byte[]> move(Caller caller, OrderId id, @Nullable IdempotencyKey key, OrderStatus next, ApiVersion version) {
        return orders.move(caller, key, id, next, null, OrderView.of(version)).toResponse();
    }
}
