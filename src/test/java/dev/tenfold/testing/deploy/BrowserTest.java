package dev.tenfold.testing.deploy;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.TenfoldTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ClassPathResource;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** A page of another origin in a real browser. Only a browser decides what a page may send and read. */
@Proof
@EnabledIf("hasChromium")
@TenfoldTest(properties = {"tenfold.ratelimit.enabled=true", "tenfold.ratelimit.policies.orders.capacity=2",
    "tenfold.ratelimit.policies.orders.refill-period=1h", "tenfold.ratelimit.policies.signin.capacity=1000"})
@DirtiesContext
class BrowserTest {

    private static final PageServer SHOP = new PageServer();
    private static final PageServer STRANGER = new PageServer();

    private final int port;
    private final Person ada;
    private final String product;

    BrowserTest(@LocalServerPort int port) {
        this.port = port;
        var accounts = new TestAccounts(new ApiClient(port));
        this.ada = accounts.newUser();
        this.product = "/api/v1/products/" + new TestProducts(accounts.admin()).product(5);
    }

    static boolean hasChromium() {
        return Chromium.isInstalled();
    }

    @DynamicPropertySource
    static void origins(DynamicPropertyRegistry registry) {
        registry.add("tenfold.cors.origins", SHOP::origin);
    }

    @AfterAll
    static void stop() {
        SHOP.close();
        STRANGER.close();
    }

    @Test
    void aPageOfAnAllowedOriginShops() throws Exception {
        JsonNode report = open(SHOP);
        assertThat(report.path("failure").asString("")).as(report.toString()).isEmpty();
        assertThat(report.path("read").asInt()).isEqualTo(200);
        assertThat(report.path("tag").asString()).isEqualTo("\"v1\"");
        assertThat(report.path("requestId").asString()).isNotBlank();
        assertThat(report.path("hidden").isNull()).as("a header that is not exposed").isTrue();
        assertThat(report.path("unchanged").asInt()).isEqualTo(304);
        assertThat(report.path("signIn").asInt()).isEqualTo(200);
        assertThat(report.path("order").asInt()).isEqualTo(201);
        assertThat(report.path("location").asString()).startsWith("/api/v1/orders/");
        assertThat(report.path("replayed").asString()).isEqualTo("true");
        assertThat(report.path("limited").asInt()).isEqualTo(429);
        assertThat(report.path("code").asString()).isEqualTo("rate_limited");
        assertThat(Integer.parseInt(report.path("retryAfter").asString())).isPositive();
        assertThat(report.path("patch").asInt()).isEqualTo(200);
        assertThat(report.path("refused").asString()).isEqualTo("invalid_parameter");
    }

    @Test
    void aPageOfAnotherOriginReadsNothing() throws Exception {
        JsonNode report = open(STRANGER);
        assertThat(report.path("failure").asString()).isEqualTo("TypeError: Failed to fetch");
        assertThat(report.has("read")).isFalse();
    }

    /** A policy that is too strict would leave the page empty. */
    @Test
    void swaggerUiRunsUnderItsContentSecurityPolicy() {
        assertThat(Chromium.rendered("http://127.0.0.1:" + port + "/swagger-ui/index.html"))
                .contains("opblock-summary", "/api/v1/products/{id}", "Sign up");
    }

    private JsonNode open(PageServer server) throws IOException, InterruptedException {
        String settings = JsonMapper.shared().writeValueAsString(Map.of("api", "http://127.0.0.1:" + port, "product", product, "email",
                ada.email(), "password", TestAccounts.PASSWORD));
        String page = new ClassPathResource("browser/shop.html").getContentAsString(StandardCharsets.UTF_8);
        server.page(page.replace("SETTINGS", settings));
        try (var _ = new Chromium(server.origin() + "/")) {
            return JsonMapper.shared().readTree(server.report());
        }
    }
}
