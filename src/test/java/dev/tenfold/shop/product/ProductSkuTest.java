package dev.tenfold.shop.product;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** A SKU belongs to one product at a time. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProductSkuTest {

    private final ApiClient admin;
    private final JdbcClient jdbc;

    ProductSkuTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.admin = new TestAccounts(new ApiClient(port)).admin();
        this.jdbc = jdbc;
    }

    @Test
    void aTakenSkuIsRefused() {
        ProductJson product = ProductJson.any();
        product.add(admin).is(201);
        product.name("Another").add(admin).isProblem(409, "sku_taken");
        assertThat(withSku(product.sku())).isEqualTo(1);
    }

    @Test
    void onlyOneOfTwentyConcurrentProductsWithOneSkuIsAdded() {
        ProductJson product = ProductJson.any();
        List<ApiResponse> replies = Concurrently.run(20, _ -> product.add(admin));
        assertThat(replies).filteredOn(reply -> reply.status() == 201).hasSize(1);
        replies.stream().filter(reply -> reply.status() != 201).forEach(reply -> reply.isProblem(409, "sku_taken"));
        assertThat(withSku(product.sku())).isEqualTo(1);
    }

    @Test
    void aChangeToATakenSkuIsRefused() {
        ProductJson taken = ProductJson.any();
        taken.add(admin).is(201);
        ProductJson own = ProductJson.any();
        String path = "/api/v1/products/" + own.id(admin);
        ApiClient any = admin.with("If-Match", "*");
        any.put(path, own.sku(taken.sku()).replacement()).isProblem(409, "sku_taken");
        any.patch(path, "{\"sku\": \"" + taken.sku() + "\"}").isProblem(409, "sku_taken");
        ApiResponse unchanged = admin.get(path).is(200);
        assertThat(unchanged.json().path("sku").asString()).isEqualTo(own.sku());
        assertThat(unchanged.header("ETag")).isEqualTo("\"v1\"");
    }

    @Test
    void aProductMayKeepItsOwnSku() {
        ProductJson product = ProductJson.any();
        String path = "/api/v1/products/" + product.id(admin);
        admin.with("If-Match", "\"v1\"").put(path, product.name("Another name").replacement()).is(200);
    }

    @Test
    void theSkuOfADeletedProductIsFreeAgain() {
        ProductJson product = ProductJson.any();
        String first = product.id(admin);
        admin.with("If-Match", "*").delete("/api/v1/products/" + first).is(204);
        String second = product.id(admin);
        assertThat(second).isNotEqualTo(first);
        admin.get("/api/v1/products/" + first).isProblem(404, "not_found");
    }

    private long withSku(String sku) {
        return jdbc.sql("SELECT count(*) FROM products WHERE sku = :sku").param("sku", sku).query(Long.class).single();
    }
}
