package dev.tenfold.traffic.apiversion;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** The end of version 1 is set, and not yet reached. */
@TenfoldTest(properties = {"tenfold.api.v1.deprecated-at=2026-03-05T10:00:00Z", "tenfold.api.v1.enforced=true",
    "tenfold.api.v1.sunset-at=2099-01-05T00:00:00Z", "tenfold.cors.origins=https://shop.example"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VersionEndTest {

    private static final String DEPRECATED = "@1772704800";
    private static final String SUNSET = "Mon, 05 Jan 2099 00:00:00 GMT";

    private final ApiClient api;
    private final ApiClient admin;
    private final TestProducts products;
    private final MeterRegistry metrics;

    VersionEndTest(@LocalServerPort int port, @Autowired MeterRegistry metrics) {
        this.api = new ApiClient(port).with("Origin", "https://shop.example");
        this.admin = new TestAccounts(api).admin();
        this.products = new TestProducts(admin);
        this.metrics = metrics;
    }

    private static void announces(ApiResponse answer, String successor) {
        String what = answer.method() + " " + answer.path() + " " + answer.status();
        assertThat(answer.headers().allValues("Deprecation")).as(what).containsExactly(DEPRECATED);
        assertThat(answer.headers().allValues("Sunset")).as(what).containsExactly(SUNSET);
        assertThat(answer.headers().allValues("Link")).as(what).contains("<" + successor + ">; rel=\"successor-version\"");
        assertThat(answer.header("Access-Control-Expose-Headers")).as(what).contains("Deprecation", "Sunset", "Link");
    }

    private static void isSilent(ApiResponse answer) {
        String what = answer.method() + " " + answer.path() + " " + answer.status();
        assertThat(answer.header("Deprecation")).as(what).isNull();
        assertThat(answer.header("Sunset")).as(what).isNull();
        assertThat(String.join(",", answer.headers().allValues("Link"))).as(what).doesNotContain("successor-version");
    }

    @Test
    void eachAnswerOfVersion1AnnouncesTheEnd() {
        String product = "/products/" + products.product(5);
        ApiResponse first = api.get("/api/v1" + product).is(200);
        announces(first, "/api/v2" + product);
        double hits = hits();
        announces(api.get("/api/v1" + product).is(200), "/api/v2" + product);
        assertThat(hits()).as("the second one came from the response cache").isEqualTo(hits + 1);
        announces(api.with("If-None-Match", String.valueOf(first.header("ETag"))).get("/api/v1" + product).is(304), "/api/v2" + product);

        String absent = "/products/" + UUID.randomUUID();
        announces(api.get("/api/v1" + absent).isProblem(404, "not_found"), "/api/v2" + absent);
        announces(api.get("/api/v1/orders").isProblem(401, "unauthenticated"), "/api/v2/orders");
        announces(api.get("/api/v1/products?nothing=1").isProblem(400, "invalid_parameter"), "/api/v2/products");
        announces(api.send("PUT", "/api/v1/products", "{}").isProblem(405, "method_not_allowed"), "/v3/api-docs/v2");
        announces(api.post("/api/v1/orders", "x".repeat(100_000)).isProblem(413, "body_too_large"), "/api/v2/orders");
        announces(api.get("/api/v1/nothing").isProblem(404, "not_found"), "/v3/api-docs/v2");
        announces(admin.post("/api/v1/orders/" + UUID.randomUUID() + "/pay", "{\"payment_reference\": \"pi\"}").isProblem(404, "not_found"),
                "/v3/api-docs/v2");
        announces(api.get("/api/%761/nothing").is(404), "/v3/api-docs/v2");
    }

    @Test
    void aPlacedOrderAnnouncesItToo() {
        String product = products.product(5);
        announces(admin.newKey().post("/api/v1/orders", TestProducts.cart(product, 1)).is(201), "/api/v2/orders");
    }

    @Test
    void aListHasBothLinks() {
        products.product(5);
        products.product(5);
        ApiResponse list = api.get("/api/v1/products?limit=1").is(200);
        announces(list, "/api/v2/products");
        assertThat(list.headers().allValues("Link")).hasSize(2).anyMatch(link -> link.endsWith("rel=\"next\""));
        assertThat(api.get("/api/v1/products?limit=1").headers().allValues("Link")).as("cached").containsExactlyInAnyOrderElementsOf(
                list.headers().allValues("Link"));
    }

    @Test
    void nothingElseAnnouncesIt() {
        String product = "/api/v2/products/" + products.product(5);
        isSilent(api.get(product).is(200));
        isSilent(api.get(product).is(200));
        isSilent(api.get("/api/v2/orders").isProblem(401, "unauthenticated"));
        isSilent(admin.get("/api/v2/products?limit=1").is(200));
        for (String path : List.of("/problems", "/.well-known/jwks.json", "/v3/api-docs/v1", "/api/v3/products")) {
            isSilent(api.get(path));
        }
    }

    private double hits() {
        return metrics.get("tenfold.responsecache.requests").tag("outcome", "hit").counter().count();
    }
}
