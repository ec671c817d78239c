package dev.tenfold.api.http;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Empty values in a body must not bypass the validation. */
@TenfoldTest
class StrictBodyTest {

    private final ApiClient admin;

    StrictBodyTest(@LocalServerPort int port) {
        admin = new TestAccounts(new ApiClient(port)).admin();
    }

    @Test
    void anEmptyTextIsNotANumber() {
        for (String text : new String[]{"", " "}) {
            admin.post("/api/v1/products", """
                    {"sku": "EMPTY", "name": "Tea", "category": "tea", "price": {"amount": 1, "currency": "USD"}, "initial_stock": "%s"}
                    """.formatted(text)).isProblem(400, "wrong_type");
        }
    }

    @Test
    void anUnknownMemberIsRefusedEvenIfAPatchRemovesIt() {
        String product = "/api/v1/products/" + new TestProducts(admin).product(1);
        ApiClient any = admin.with("If-Match", "*");
        any.patch(product, "{\"colour\": null}").isProblem(400, "unknown_member");
        any.patch(product, "{\"price\": {\"tax\": null}}").isProblem(400, "unknown_member");
        any.patch(product, "{\"description\": null}").is(200);
    }
}
