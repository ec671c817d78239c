package dev.tenfold.traffic.responsecache;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.context.support.ServletRequestHandledEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The response cache, and reads without Spring MVC, change nothing but the time: every read gives the same response as one that
 * Spring MVC answers, because of a header with which they do not answer.
 */
@TenfoldTest(properties = "spring.mvc.publish-request-handled-events=true")
class ResponseCacheTransparencyTest {

    /** Headers that always differ, headers that only a cache adds, and headers about how the body ends. */
    private static final Set<String> MAY_DIFFER =
            Set.of("x-request-id", "date", "age", "connection", "keep-alive", "content-length", "transfer-encoding");
    private static final List<String> METHODS = List.of("GET", "HEAD", "OPTIONS", "PUT");
    private static final Map<String, String> BY_MVC = Map.of("Pragma", "by-spring-mvc");

    private final ApiClient api;
    private final MeterRegistry metrics;
    private final AtomicInteger handledByMvc = new AtomicInteger();

    ResponseCacheTransparencyTest(@LocalServerPort int port, @Autowired MeterRegistry metrics,
            @Autowired ConfigurableApplicationContext context) {
        this.api = new ApiClient(port);
        this.metrics = metrics;
        context.addApplicationListener((ServletRequestHandledEvent _) -> handledByMvc.incrementAndGet());
    }

    @Test
    void plainReadsDoNotReachSpringMvc() {
        ApiClient admin = new TestAccounts(api).admin();
        String id = new TestProducts(admin).product(1);
        String ofCategory = "/api/v1/products?limit=1&sort=name&category=direct-" + UUID.randomUUID();
        int before = handledByMvc.get();
        api.get("/api/v1/products/" + id).is(200);
        api.get("/api/v2/products/" + id).is(200);
        api.get("/api/v1/products/" + UUID.randomUUID()).is(404);
        api.get(ofCategory).is(200);
        api.get(ofCategory.replace("v1", "v2")).is(200);
        assertThat(handledByMvc.get()).isEqualTo(before);
        api.with("Pragma", "by-spring-mvc").get(ofCategory).is(200);
        assertThat(handledByMvc.get()).isEqualTo(before + 1);
    }

    @Test
    void everyReadIsTheSameAsBySpringMvc() {
        ApiClient admin = new TestAccounts(api).admin();
        TestProducts products = new TestProducts(admin);
        String category = "invisible-" + UUID.randomUUID().toString().substring(0, 8);
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String id = products.product(i);
            paths.add("/api/v1/products/" + id);
            admin.with("If-Match", "*").patch("/api/v1/products/" + id, "{\"category\": \"%s\"}".formatted(category)).is(200);
        }
        String deleted = "/api/v1/products/" + products.product(1);
        admin.with("If-Match", "*").delete(deleted).is(204);
        String list = "/api/v1/products?category=" + category;
        String cursor = api.get(list + "&limit=2").is(200).json().path("next_cursor").asString();
        paths.addAll(List.of(deleted, paths.getFirst() + "/stock", paths.getFirst() + "/",
                paths.getFirst().toUpperCase(Locale.ROOT),
                "/api/v1/products/not-an-id", "/api/v1/products/" + UUID.randomUUID(), list, list + "&limit=2",
                list + "&limit=2&cursor=" + cursor,
                list + "&cursor=" + cursor + "x", list + "&sort=name&cursor=" + cursor, list + "&include=total", list + "&sort=price",
                list + "&limit=0", list + "&limit=many", list + "&in_stock=true", list + "&q=tea", list + "&q=%00", list + "&unknown=1",
                list + "&min_price=1&max_price=5", "/api/v1/productsx", "/api/v1/products/" + paths.getFirst().substring(17) + ";a=b",
                list + "&category=tea"));
        String tag = api.get(paths.getFirst()).is(200).header("ETag");
        List<Map<String, String>> wishes = List.of(Map.of(), Map.of("If-None-Match", tag), Map.of("If-None-Match", "\"v0\""),
                Map.of("If-None-Match", "*"), Map.of("If-None-Match", "W/" + tag), Map.of("If-None-Match", "no tag"),
                Map.of("If-Match", "\"v0\""),
                Map.of("If-Modified-Since", "Mon, 23 Nov 2026 00:00:00 GMT"), Map.of("Accept", "application/json"),
                Map.of("Accept", "text/html"),
                Map.of("Accept", "application/xml, application/json;q=0.5"), Map.of("Cache-Control", "no-cache"),
                Map.of("Range", "bytes=0-9"),
                Map.of("Authorization", "Bearer forged"), Map.of("Authorization", "Basic Zm9vOmJhcg=="),
                Map.of("Origin", "https://elsewhere.example"),
                Map.of("X-Request-Id", "mine"));
        double before = metrics.get("tenfold.responsecache.requests").tags("outcome", "hit").counter().count();
        for (String path : paths) {
            for (Map<String, String> wish : wishes) {
                for (String method : wish.isEmpty() ? METHODS : List.of("GET")) {
                    compare(method, path, wish);
                    compare(method, path.replace("/v1/", "/v2/"), wish);
                }
            }
        }
        double hits = metrics.get("tenfold.responsecache.requests").tags("outcome", "hit").counter().count() - before;
        assertThat(hits).as("the cache answered").isGreaterThan(paths.size());
    }

    private void compare(String method, String path, Map<String, String> wish) {
        String body = method.equals("PUT") ? "{}" : "";
        Map<String, Object> expected = seen(send(method, path, wish, BY_MVC, body));
        for (int time = 1; time <= 2; time++) {
            assertThat(seen(send(method, path, wish, Map.of(), body))).as("%s %s %s, for the %d. time", method, path, wish, time)
                    .isEqualTo(expected);
        }
    }

    private ApiResponse send(String method, String path, Map<String, String> wish, Map<String, String> more, String body) {
        ApiClient client = api.without("Content-Type");
        for (Map<String, String> headers : List.of(wish, more)) {
            for (Map.Entry<String, String> header : headers.entrySet()) {
                client = client.with(header.getKey(), header.getValue());
            }
        }
        return client.send(method, path, body);
    }

    private static Map<String, Object> seen(ApiResponse reply) {
        Map<String, Object> seen = new TreeMap<>();
        seen.put("status", reply.status());
        seen.put("body", reply.text().replaceAll("\"request_id\":\"[^\"]*\"", ""));
        reply.headers().map().forEach((name, values) -> {
            if (!MAY_DIFFER.contains(name.toLowerCase(Locale.ROOT))) {
                seen.put(name.toLowerCase(Locale.ROOT), name.equalsIgnoreCase("Allow") ? methods(values) : values);
            }
        });
        return seen;
    }

    /** Sorts the methods of OPTIONS, which Spring MVC returns in no fixed order. */
    private static List<String> methods(List<String> values) {
        return values.stream().flatMap(value -> Arrays.stream(value.split(","))).map(String::strip).sorted().toList();
    }
}
