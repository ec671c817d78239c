package dev.tenfold.api.openapi;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.services.TenfoldTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A service with Swagger UI switched off. */
@TenfoldTest(properties = "springdoc.swagger-ui.enabled=false")
class WithoutSwaggerUiTest {

    private final ApiClient api;

    WithoutSwaggerUiTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/swagger-ui.html", "/swagger-ui/index.html"})
    void noRouteServesSwaggerUi(String path) {
        api.get(path).isProblem(404, "not_found");
    }
}
