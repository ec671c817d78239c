package dev.tenfold.shop.checkout;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** A limit on unpaid orders. One batch at a time, so that the limit is exact. */
@TenfoldTest(properties = {"tenfold.checkout.max-unpaid=3", "tenfold.checkout.concurrency=1"})
class UnpaidOrdersTest {

    private static final String ORDERS = "/api/v1/orders";

    private final ApiClient anyone;
    private final TestUsers users;
    private final ApiClient admin;
    private final ApiClient ada;
    private final String cart;

    UnpaidOrdersTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.anyone = new ApiClient(port);
        this.users = new TestUsers(jdbc);
        this.admin = anyone.as(users.admin().token());
        this.ada = anyone.as(users.user().token());
        this.cart = TestProducts.cart(new TestProducts(admin).product(1_000), 1);
    }

    @Test
    void aUserMayHaveAFewUnpaidOrders() {
        ApiClient retried = ada.newKey();
        String first = retried.post(ORDERS, cart).is(201).location();
        String second = ada.newKey().post(ORDERS, cart).is(201).location();
        ada.newKey().post(ORDERS, cart).is(201);
        ada.newKey().post(ORDERS, cart).isProblem(409, "too_many_unpaid_orders");
        assertThat(retried.post(ORDERS, cart).is(201).header("Idempotent-Replayed")).as("a retry is no new order").isEqualTo("true");
        anyone.as(users.user().token()).newKey().post(ORDERS, cart).is(201);

        ada.newKey().post(first + "/cancel", "").is(200);
        ada.newKey().post(ORDERS, cart).is(201);
        admin.post(second + "/pay", "{\"payment_reference\": \"pi\"}").is(200);
        ada.newKey().post(ORDERS, cart).is(201);
        ada.newKey().post(ORDERS, cart).isProblem(409, "too_many_unpaid_orders");
    }

    @Test
    void ordersOfOneBatchAreCountedTogether() {
        List<ApiResponse> replies = Concurrently.run(20, _ -> ada.newKey().post(ORDERS, cart));
        assertThat(replies).filteredOn(reply -> reply.status() == 201).hasSize(3);
        assertThat(replies).filteredOn(reply -> reply.status() == 409).hasSize(17);
    }
}
