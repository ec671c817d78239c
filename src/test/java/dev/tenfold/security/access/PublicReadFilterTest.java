package dev.tenfold.security.access;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/** Which requests bypass Spring Security, and which must not. */
class PublicReadFilterTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/v1/products", "/api/v1/products/0190a0b0-0000-7000-8000-00000000000f",
        "/api/v1/products/0190a0b0-0000-7000-8000-00000000000f/stock", "/.well-known/jwks.json", "/problems", "/problems/not_found",
        "/v3/api-docs", "/v3/api-docs.yaml", "/v3/api-docs/swagger-config", "/swagger-ui.html", "/swagger-ui/index.css",
        "/actuator/health/liveness", "/actuator/info", "/actuator/prometheus"})
    void publicReadsBypassSecurity(String path) {
        assertThat(passes("GET", path, null)).isTrue();
        assertThat(passes("HEAD", path, "limit=20&q=caf%C3%A9")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v1/productsx", "/api/v1/products/", "/api/v1/products/1/stock/2", "/api/v1/users", "/api/v1/orders", "/api/v1",
                "/actuator", "/actuator/env", "/actuator/infos",
                "/problemsx", "/.well-known/jwks.json/", "/.well-known", "", "/error", "/API/v1/products"})
    void otherReadsDoNotBypassSecurity(String path) {
        assertThat(passes("GET", path, null)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/products/../users", "/api/v1/products/./x", "/api/v1/products//x", "/api/v1/products/%2e%2e/users",
        "/api/v1/products;a=b", "/api/v1/products/;/x", "/api/v1/products/a%2Fb", "/api/v1/products/a\\b", "/api/v1/products/a%00",
        "/api/v1/products/.hidden", "/api/v1/products/é", "//api/v1/products", "/api/v1/products/a b"})
    void anUnusualPathGoesThroughTheFirewall(String path) {
        assertThat(passes("GET", path, null)).isFalse();
    }

    @Test
    void aQueryThatPostgresqlCannotStoreGoesThroughTheFirewall() {
        assertThat(passes("GET", "/api/v1/products", "q=a%00b")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get", "BREW"})
    void otherMethodsGoThroughSecurity(String method) {
        assertThat(passes(method, "/api/v1/products", null)).isFalse();
    }

    @Test
    void credentialsAreAlwaysChecked() {
        var request = new MockHttpServletRequest("GET", "/api/v1/products");
        request.addHeader(HttpHeaders.AUTHORIZATION, "");
        assertThat(PublicReadFilter.isOne(request)).isFalse();
    }

    private static boolean passes(String method, String path, @Nullable String query) {
        var request = new MockHttpServletRequest(method, path);
        request.setQueryString(query);
        return PublicReadFilter.isOne(request);
    }
}
