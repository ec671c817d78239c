package dev.tenfold.api.http;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.RawConnection;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The index finds the same handlers as Spring's own lookup; for all other requests Spring's lookup is used. */
@TenfoldTest
class IndexedHandlerMappingTest {

    private final ApiClient api;
    private final RawConnection wire;

    IndexedHandlerMappingTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
        this.wire = new RawConnection(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/products", "/v3/api-docs", "/v3/api-docs/v1", "/problems/not_found", "/.well-known/jwks.json"})
    void aPathIsFound(String path) {
        api.get(path).is(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/pro%64ucts?limit=1", "/api/v1/%70roducts?limit=1"})
    void anEncodedPathIsFoundToo(String path) {
        wire.toHost("GET " + path + " HTTP/1.1").is(200);
    }

    @Test
    void aRouteWithAVariableIsFoundByItsMethodAndItsEnd() {
        String product = "/api/v1/products/" + UUID.randomUUID();
        api.get(product).isProblem(404, "not_found");
        api.get(product + "/stock").isProblem(404, "not_found");
        api.get("/api/v1/products/import").isProblem(400, "invalid_parameter");
        api.get("/api/v1/pro%64ucts/x").isProblem(400, "invalid_parameter");
        api.get(product + "/nothing").isProblem(404, "not_found");
    }
}
