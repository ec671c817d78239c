package dev.tenfold.api.route;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The class under load of requests to every kind of route, and of those to none. */
class RequestClassTest {

    @ParameterizedTest
    @CsvSource({"GET, /actuator/health, READS", "GET, /actuator/health/liveness, READS",
        "GET, /actuator/prometheus, READS",
        "POST, /api/v1/orders, ORDERS", "POST, /api/v1/payments/events, ORDERS", "POST, /api/v1/orders/1/pay, ORDERS",
        "POST, /api/v1/orders/1/cancel, ORDERS",
        "POST, /api/v1/orders/1/ship, ORDERS", "POST, /api/v1/orders/1/deliver, ORDERS",
        "POST, /api/v1/auth/token, SIGN_IN", "POST, /api/v1/auth/refresh, SIGN_IN", "POST, /api/v1/auth/logout, SIGN_IN",
        "POST, /api/v1/users, SIGN_IN",
        "GET, /api/v1/products/1, READS", "GET, /api/v1/products/1/stock, READS", "GET, /api/v1/orders/1, READS",
        "GET, /api/v1/users/me, READS", "HEAD, /api/v1/products/1, READS", "GET, /api/v1/jobs/1, READS",
        "GET, /.well-known/jwks.json, READS",
        "PATCH, /api/v1/users/1, SIGN_IN", "DELETE, /api/v1/users/1, READS", "POST, /api/v1/products, READS",
        "PATCH, /api/v1/products/1, READS",
        "POST, /api/v1/products/1/stock-adjustments, READS",
        "GET, /api/v1/products, LISTS", "GET, /api/v1/orders, LISTS", "GET, /api/v1/users, LISTS", "POST, /api/v1/orders/1/invoice, LISTS",
        "POST, /api/v1/products/import, LISTS", "GET, /v3/api-docs, LISTS", "GET, /swagger-ui/index.html, LISTS", "GET, /problems, LISTS",
        "GET, /nothing, LISTS", "GET, /api/, LISTS", "POST, /api/v1, LISTS", "PUT, /api/v1/orders, LISTS", "HEAD, /api/v1/orders/1, READS",
        "GET, /api/v1/webhooks/1/deliveries, LISTS", "POST, /api/v1/reports/orders, READS", "get, /api/v1/products, LISTS"})
    void eachRequestHasTheClassOfItsRoute(String method, String path, RequestClass kind) {
        assertThat(RequestClass.of(method, path)).isEqualTo(kind);
    }
}
