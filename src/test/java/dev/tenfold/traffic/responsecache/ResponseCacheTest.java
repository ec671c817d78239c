package dev.tenfold.traffic.responsecache;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Cached public responses. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResponseCacheTest {

    private final ApiClient api;
    private final ApiClient admin;
    private final TestProducts products;
    private final MeterRegistry metrics;

    ResponseCacheTest(@LocalServerPort int port, @Autowired MeterRegistry metrics) {
        this.api = new ApiClient(port);
        this.admin = new TestAccounts(api).admin();
        this.products = new TestProducts(admin);
        this.metrics = metrics;
    }

    @Test
    void theSecondResponseIsTheCachedOneWithItsAge() {
        String path = product();
        ApiResponse first = api.get(path).is(200);
        assertThat(first.header("Age")).isNull();
        double hits = hits();
        ApiResponse second = api.get(path).is(200);
        assertThat(hits()).isEqualTo(hits + 1);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Age")).matches("[0-5]");
        assertThat(second.header("X-Request-Id")).isNotEqualTo(first.header("X-Request-Id"));
        for (String header : new String[]{"ETag", "Cache-Control", "Content-Type", "Content-Length", "X-Content-Type-Options", "Vary"}) {
            assertThat(second.headers().allValues(header)).as(header).isNotEmpty().isEqualTo(first.headers().allValues(header));
        }
    }

    @Test
    void aChangeIsSeenByTheNextReaderAndADeletionToo() {
        String path = product();
        api.get(path).is(200);
        api.get(path).is(200);
        admin.with("If-Match", "*").patch(path, "{\"name\": \"New\"}").is(200);
        assertThat(api.get(path).is(200).json().path("name").asString()).isEqualTo("New");
        api.get(path).is(200);
        admin.with("If-Match", "*").delete(path).is(204);
        api.get(path).isProblem(404, "not_found");
    }

    @Test
    void aListIsCachedUntilOneOfItsProductsChanges() {
        String category = category();
        String list = "/api/v1/products?category=" + category;
        String path = productOf(category, "First");
        ApiResponse first = api.get(list).is(200);
        double hits = hits();
        assertThat(api.get(list).is(200).body()).isEqualTo(first.body());
        assertThat(hits()).isEqualTo(hits + 1);

        productOf(category, "Second");
        assertThat(api.get(list).is(200).json().path("data").size()).isEqualTo(2);
        admin.with("If-Match", "*").patch(path, "{\"name\": \"Changed\"}").is(200);
        assertThat(api.get(list).is(200).text()).contains("Changed");
        admin.with("If-Match", "*").patch(path, "{\"category\": \"%s\"}".formatted(category())).is(200);
        assertThat(api.get(list).is(200).json().path("data").size()).as("it went to another category").isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "W/%s", "\"other\", %s"})
    void aMatchingIfNoneMatchGets304(String condition) {
        for (String path : new String[]{product(), "/api/v1/products?category=" + category()}) {
            ApiResponse whole = api.get(path).is(200);
            double hits = hits();
            ApiResponse unchanged = api.with("If-None-Match", condition.formatted(whole.header("ETag"))).get(path).is(304);
            assertThat(hits()).isEqualTo(hits + 1);
            assertThat(unchanged.body()).isEmpty();
            assertThat(unchanged.header("ETag")).isEqualTo(whole.header("ETag"));
            assertThat(unchanged.header("Cache-Control")).isEqualTo(whole.header("Cache-Control"));
            assertThat(unchanged.header("Vary")).isEqualTo("Accept-Encoding");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"utm_source=mail", "gclid=1&utm_medium=x", "utm_a=1&utm_b=2&fbclid=3&msclkid=4"})
    void trackingParametersAreNoPartOfTheKey(String tracking) {
        String path = product();
        api.get(path).is(200);
        assertThat(awaitHit(path + "?" + tracking + "&utm_content=").header("Age")).isNotNull();

        String category = category();
        for (int i = 0; i < 2; i++) {
            productOf(category, "Number " + i);
        }
        String list = "/api/v1/products?" + tracking + "&category=" + category + "&limit=1";
        ApiResponse first = api.get(list).is(200);
        assertThat(first.header("Link")).as("another link would be cached with them").contains("category").doesNotContain("utm_");
        assertThat(awaitHit("/api/v1/products?category=" + category + "&limit=1&utm_content=").body()).isEqualTo(first.body());
    }

    /** Reads with another last parameter each time, until the cache has the answer: a late message about a change may remove the first one. */
    private ApiResponse awaitHit(String beginning) {
        var reads = new AtomicInteger();
        return await().until(() -> {
            double before = hits();
            ApiResponse response = api.get(beginning + reads.incrementAndGet()).is(200);
            return hits() == before + 1 ? Optional.of(response) : Optional.<ApiResponse>empty();
        }, Optional::isPresent).orElseThrow();
    }

    @Test
    void ifNoneMatchWorksOnTheFirstReadToo() {
        String path = product();
        String tag = admin.get(path).is(200).header("ETag");
        assertThat(api.with("If-None-Match", tag).get(path).is(304).body()).isEmpty();
    }

    @Test
    void theGzipResponseHasItsOwnTag() {
        String category = category();
        for (int i = 0; i < 10; i++) {
            productOf(category, "Number " + i);
        }
        String list = "/api/v1/products?category=" + category;
        ApiResponse plain = api.get(list).is(200);
        assertThat(plain.header("Content-Encoding")).isNull();
        for (int i = 0; i < 2; i++) {
            ApiResponse packed = api.with("Accept-Encoding", "br, gzip;q=0.8").get(list).is(200);
            assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
            assertThat(packed.body().length).isLessThan(plain.body().length);
            assertThat(packed.content()).isEqualTo(plain.body());
            assertThat(packed.header("ETag")).isNotEqualTo(plain.header("ETag"));
            api.with("If-None-Match", packed.header("ETag")).with("Accept-Encoding", "gzip").get(list).is(304);
        }
        assertThat(api.with("Accept-Encoding", "gzip;q=0, identity").get(list).is(200).header("Content-Encoding")).isNull();
    }

    @Test
    void aChangeCanBeBasedOnTheGzipTag() {
        String path = product("{\"description\": \"%s\"}".formatted("Long and long again. ".repeat(200)));
        String tag = api.with("Accept-Encoding", "gzip").get(path).is(200).header("ETag");
        assertThat(tag).isEqualTo("\"v2-gzip\"");
        admin.with("If-Match", tag).patch(path, "{\"name\": \"New\"}").is(200);
        admin.with("If-Match", tag).patch(path, "{\"name\": \"Newer\"}").is(412);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"Authorization | Bearer forged | 401", "Accept | text/html | 406", "Cache-Control | no-cache | 200",
                "If-Match | \"v1\" | 200", "Range | bytes=0-1 | 200"})
    void otherRequestsBypassTheResponseCache(String header, String value, int status) {
        String path = product();
        api.get(path).is(200);
        double hits = hits();
        api.with(header, value).get(path).is(status);
        assertThat(hits()).isEqualTo(hits);
        api.get(path).is(200);
        assertThat(hits()).isEqualTo(hits + 1);
    }

    @Test
    void cachedResponsesAreMeasuredLikeOthers() {
        String path = product();
        api.get(path).is(200);
        long before = requests();
        api.get(path).is(200);
        await().untilAsserted(() -> assertThat(requests()).as("counted once the answer is out").isGreaterThan(before));
    }

    private long requests() {
        return metrics.get("http.server.requests").tags("uri", "/api/v1/products/{id}", "method", "GET", "status", "200").timers().stream()
                .mapToLong(io.micrometer.core.instrument.Timer::count).sum();
    }

    private double hits() {
        return metrics.get("tenfold.responsecache.requests").tags("outcome", "hit").counter().count();
    }

    private String product() {
        return "/api/v1/products/" + products.product(1);
    }

    /** The path of a product after this patch. */
    private String product(String patch) {
        String path = product();
        admin.with("If-Match", "*").patch(path, patch).is(200);
        return path;
    }

    private String productOf(String category, String name) {
        return admin.post("/api/v1/products", """
                {"sku": "%s", "name": "%s", "category": "%s", "price": {"amount": 1, "currency": "USD"}, "initial_stock": 1}
                """.formatted(UUID.randomUUID(), name, category)).is(201).location();
    }

    private static String category() {
        return "door-" + UUID.randomUUID().toString().substring(0, 8);
    }
}
