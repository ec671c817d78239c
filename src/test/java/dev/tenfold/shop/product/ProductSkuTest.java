package dev.tenfold.shop.product;

import dev.tenfold.testing.client.Api;
import dev.tenfold.testing.client.People;
import dev.tenfold.testing.client.Reply;
import dev.tenfold.testing.client.Together;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** A SKU names one product of the catalog. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProductSkuTest {

    private final Api admin;
    private final JdbcClient jdbc;

    ProductSkuTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.admin = new People(new Api(port)).admin();
        this.jdbc = jdbc;
    }

    @Test
    void aTakenSkuIsRefused() {
        Draft draft = Draft.any();
        draft.add(admin).is(201);
        draft.name("Another").add(admin).isProblem(409, "sku_taken");
        assertThat(withSku(draft.sku())).isEqualTo(1);
    }

    @Test
    void ofTwentyThatTakeASkuAtTheSameMomentOneGetsIt() {
        Draft draft = Draft.any();
        List<Reply> replies = Together.run(20, _ -> draft.add(admin));
        assertThat(replies).filteredOn(reply -> reply.status() == 201).hasSize(1);
        replies.stream().filter(reply -> reply.status() != 201).forEach(reply -> reply.isProblem(409, "sku_taken"));
        assertThat(withSku(draft.sku())).isEqualTo(1);
    }

    @Test
    void noChangeTakesAnothersSku() {
        Draft taken = Draft.any();
        taken.add(admin).is(201);
        Draft own = Draft.any();
        String path = "/api/v1/products/" + own.id(admin);
        Api any = admin.with("If-Match", "*");
        any.put(path, own.sku(taken.sku()).replacement()).isProblem(409, "sku_taken");
        any.patch(path, "{\"sku\": \"" + taken.sku() + "\"}").isProblem(409, "sku_taken");
        Reply unchanged = admin.get(path).is(200);
        assertThat(unchanged.json().path("sku").asString()).isEqualTo(own.sku());
        assertThat(unchanged.header("ETag")).isEqualTo("\"v1\"");
    }

    @Test
    void aProductMayKeepItsOwnSku() {
        Draft draft = Draft.any();
        String path = "/api/v1/products/" + draft.id(admin);
        admin.with("If-Match", "\"v1\"").put(path, draft.name("Another name").replacement()).is(200);
    }

    @Test
    void theSkuOfADeletedProductIsFreeAgain() {
        Draft draft = Draft.any();
        String first = draft.id(admin);
        admin.with("If-Match", "*").delete("/api/v1/products/" + first).is(204);
        String second = draft.id(admin);
        assertThat(second).isNotEqualTo(first);
        admin.get("/api/v1/products/" + first).isProblem(404, "not_found");
    }

    private long withSku(String sku) {
        return jdbc.sql("SELECT count(*) FROM products WHERE sku = :sku").param("sku", sku).query(Long.class).single();
    }
}
