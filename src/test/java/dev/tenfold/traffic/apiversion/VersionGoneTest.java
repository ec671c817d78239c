package dev.tenfold.traffic.apiversion;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.services.TenfoldTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Version 1 has ended, and its end is enforced. */
@TenfoldTest(properties = {"tenfold.api.v1.deprecated-at=2025-01-01T00:00:00Z", "tenfold.api.v1.enforced=true"})
class VersionGoneTest {

    private final ApiClient api;

    VersionGoneTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
    }

    @Test
    void version1IsGoneAndLeadsToVersion2() {
        ApiResponse gone = api.get("/api/v1/products").isProblem(410, "version_gone");
        assertThat(gone.header("Sunset")).as("12 months after it was deprecated").isEqualTo("Thu, 01 Jan 2026 00:00:00 GMT");
        assertThat(gone.headers().allValues("Link")).containsExactly("</api/v2/products>; rel=\"successor-version\"");
        api.post("/api/v1/orders", "{}").isProblem(410, "version_gone");
        api.post("/api/v1/auth/token", "{}").isProblem(410, "version_gone");
        api.get("/api/v1/nothing").isProblem(410, "version_gone");
    }

    @Test
    void everythingElseIsServed() {
        api.get("/api/v2/products").is(200);
        api.get("/problems/version_gone").is(200);
        api.get("/v3/api-docs/v1").is(200);
        api.get("/.well-known/jwks.json").is(200);
    }
}
