package dev.tenfold.shop.product;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

    @Test
    void aSkuThatDiffersOnlyInCaseIsTaken() {
        String word = ProductJson.randomWord();
        ProductJson.any().sku("abc-1 " + word).add(admin).is(201);
        for (String same : List.of("ABC-1 " + word, "Abc-1 " + word.toUpperCase(Locale.ROOT))) {
            ProductJson.any().sku(same).add(admin).isProblem(409, "sku_taken");
        }
        ProductJson.any().sku("Straße Ä " + word).add(admin).is(201);
        ProductJson.any().sku("STRASSE a\u0308 " + word).add(admin).isProblem(409, "sku_taken");
        ProductJson other = ProductJson.any();
        String path = "/api/v1/products/" + other.id(admin);
        admin.with("If-Match", "*").put(path, other.sku("ABC-1 " + word).replacement()).isProblem(409, "sku_taken");
        admin.with("If-Match", "*").patch(path, "{\"sku\": \"aBC-1 " + word + "\"}").isProblem(409, "sku_taken");
    }

    @Test
    void onlyOneOfTwentyConcurrentSpellingsIsAdded() {
        String word = ProductJson.randomWord();
        List<ApiResponse> replies = Concurrently.run(20,
                number -> ProductJson.any().sku(number % 2 == 0 ? "tea " + word : "TEA " + word).add(admin));
        assertThat(replies).filteredOn(reply -> reply.status() == 201).hasSize(1);
        replies.stream().filter(reply -> reply.status() != 201).forEach(reply -> reply.isProblem(409, "sku_taken"));
    }

    @Test
    void aProductMayChangeTheCaseOfItsOwnSku() {
        ProductJson product = ProductJson.any().sku("abc-ü-" + ProductJson.randomWord());
        String path = "/api/v1/products/" + product.id(admin);
        String other = product.sku().toUpperCase(Locale.ROOT);
        assertThat(admin.with("If-Match", "*").put(path, product.sku(other).replacement()).is(200).json().path("sku").asString())
                .isEqualTo(other);
        product.add(admin).isProblem(409, "sku_taken");
        admin.with("If-Match", "*").put(path, product.sku("free-" + ProductJson.randomWord()).replacement()).is(200);
        product.add(admin).is(201);
    }

    @Test
    void anImportChangesTheProductWhoseSkuDiffersOnlyInCase() {
        ProductJson product = ProductJson.any().sku("Mixed Case " + ProductJson.randomWord());
        String path = "/api/v1/products/" + product.id(admin);
        String row = product.sku(product.sku().toLowerCase(Locale.ROOT)).name("Changed").json().strip() + "\n";
        ApiResponse job =
                admin.with("Content-Type", "application/x-ndjson").post("/api/v1/products/import", row + row.replace("mixed", "MIXED"));
        String location = String.valueOf(job.is(202).header("Location"));
        await().atMost(Duration.ofSeconds(60)).until(() -> admin.get(location).is(200).json().path("status").asString(),
                "succeeded"::equals);
        JsonNode report = admin.get(location + "/result").is(200).json();
        assertThat(report.path("changed").asInt()).as(report.toString()).isEqualTo(1);
        assertThat(report.path("errors").get(0).path("errors").get(0).path("code").asString()).isEqualTo("repeated");
        JsonNode changed = admin.get(path).is(200).json();
        assertThat(changed.path("name").asString()).isEqualTo("Changed");
        assertThat(changed.path("sku").asString()).as("the product keeps its spelling").isEqualTo(product.sku());
    }

    private long withSku(String sku) {
        return jdbc.sql("SELECT count(*) FROM products WHERE sku = :sku").param("sku", sku).query(Long.class).single();
    }
}
