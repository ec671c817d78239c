package dev.tenfold.shop.order;

import dev.tenfold.api.idempotency.OperationResult;
import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.api.route.Routes;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How an order is written into a response. A handler chooses it by the version of the API, and services pass it on: they know no versions.
 * A response that is stored with an idempotency key has the view of the request that made it. So the view is a part of that request: the
 * same key with another view is refused, and no client gets an order in a form that it does not know.
 * @param path of the orders, for the address of one
 * @param name a part of the stored fingerprint of requests; null for the first view, whose fingerprints are older than views
 */
public record OrderView(String path, @Nullable String name, Function<Order, Object> body) {

    private static final OrderView V1 = new OrderView(ApiVersion.V1.path(Routes.ORDERS), null, OrderResponse::of);
    private static final OrderView V2 = new OrderView(ApiVersion.V2.path(Routes.ORDERS), "v2", OrderResponseV2::of);

    public static OrderView of(ApiVersion version) {
        return switch (version) {
            case V1 -> V1;
            case V2 -> V2;
        };
    }

    /** A request for an idempotency key: what it does, with all its input. */
    public List<?> request(@Nullable Object... parts) {
        return name == null ? Arrays.asList(parts) : Stream.concat(Arrays.stream(parts), Stream.of(name)).toList();
    }

    /** The response for a new order. */
    public OperationResult created(Order order) {
        return OperationResult.created(address(order.id()), body.apply(order));
    }

    /** The response for a changed order. */
    OperationResult changed(Order order) {
        return OperationResult.ok(body.apply(order));
    }

    /** The response for a payment that an order has now. */
    OperationResult paid(Order order) {
        return OperationResult.created(address(order.id()), PaymentResponse.of(order));
    }

    private String address(OrderId order) {
        return path + "/" + order;
    }
}
