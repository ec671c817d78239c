package dev.tenfold.shop.order;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestProducts;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Creates orders in a given status. */
final class TestOrders {

    static final String PAYMENT = "{\"payment_reference\": \"pi_3PqV2e\"}";

    private final ApiClient buyer;
    private final ApiClient admin;
    private final JdbcClient jdbc;
    private final OrderExpiry expiry;

    TestOrders(ApiClient buyer, ApiClient admin, JdbcClient jdbc, OrderExpiry expiry) {
        this.buyer = buyer;
        this.admin = admin;
        this.jdbc = jdbc;
        this.expiry = expiry;
    }

    /** The path of a new order of two pieces of a product, in a status. */
    String order(String product, OrderStatus status) {
        String order = buyer.newKey().post("/api/v1/orders", TestProducts.cart(product, 2)).is(201).location();
        switch (status) {
            case PENDING -> {}
            case PAID -> moves(order, List.of("pay"));
            case SHIPPED -> moves(order, List.of("pay", "ship"));
            case DELIVERED -> moves(order, List.of("pay", "ship", "deliver"));
            case CANCELLED -> moves(order, List.of("cancel"));
            case EXPIRED -> {
                age(order);
                expiry.expireUnpaid();
            }
        }
        return order;
    }

    /** Makes an order older than the payment window. */
    void age(String order) {
        jdbc.sql("UPDATE orders SET created_at = created_at - interval '31 minutes' WHERE id = :id").param("id", id(order)).update();
    }

    static ApiResponse move(ApiClient who, String order, String move) {
        return who.post(order + "/" + move, move.equals("pay") ? PAYMENT : "");
    }

    static UUID id(String order) {
        return UUID.fromString(ApiResponse.id(order));
    }

    private void moves(String order, List<String> moves) {
        moves.forEach(move -> move(admin, order, move).is(200));
    }
}
