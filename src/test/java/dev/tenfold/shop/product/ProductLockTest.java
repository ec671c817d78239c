package dev.tenfold.shop.product;

import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.shop.ProductId;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** A product that an admin is changing. */
@TenfoldTest
class ProductLockTest {

    @LocalServerPort
    private int port;
    @Autowired
    private ProductRepository products;
    @Autowired
    private Transactions transactions;

    /** Order lines refer to the product's row. */
    @Test
    void aLockedProductCanBeOrdered() {
        var people = new TestAccounts(new ApiClient(port));
        String product = new TestProducts(people.admin()).product(5);
        ApiClient buyer = people.newUser().api();
        transactions.run(() -> {
            assertThat(products.lock(ProductId.of(product))).isPresent();
            buyer.newKey().post("/api/v1/orders", TestProducts.cart(product, 1)).is(201);
        });
    }
}
