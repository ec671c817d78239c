package dev.tenfold.security.access;

import dev.tenfold.api.route.Access;
import dev.tenfold.api.route.Route;
import dev.tenfold.api.route.Routes;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/** Every route that Spring MVC knows, with every method: routes that are not listed here as public need a token. */
@TenfoldTest
class RoutesTest {

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

    private static final Set<String> PUBLIC = inBothVersions(
            "POST /api/v1/users", "POST /api/v1/auth/token", "POST /api/v1/auth/refresh", "POST /api/v1/auth/logout",
            "POST /api/v1/auth/password-reset", "POST /api/v1/auth/password-reset/confirm",
            "POST /api/v1/users/me/email-verification/confirm",
            "GET /api/v1/products", "GET /api/v1/products/{id}", "GET /api/v1/products/{id}/stock",
            "GET /.well-known/jwks.json", "GET /problems", "GET /problems/{code}",
            "GET /v3/api-docs", "GET /v3/api-docs/{group}", "GET /v3/api-docs.yaml", "GET /v3/api-docs.yaml/{group}",
            "GET /v3/api-docs/swagger-config", "GET /swagger-ui.html", "GET /");

    private static final Set<String> ADMINS = inBothVersions(
            "GET /api/v1/users", "GET /api/v1/jobs", "GET /api/v1/audit-events", "POST /api/v1/reports/orders",
            "POST /api/v1/jobs/{id}/retry", "POST /api/v1/jobs/retry",
            "GET /api/v1/webhooks", "POST /api/v1/webhooks", "GET /api/v1/webhooks/{id}", "PATCH /api/v1/webhooks/{id}",
            "DELETE /api/v1/webhooks/{id}", "POST /api/v1/webhooks/{id}/secret", "GET /api/v1/webhooks/{id}/deliveries",
            "POST /api/v1/webhooks/{id}/deliveries/{delivery}/redeliver",
            "POST /api/v1/products", "POST /api/v1/products/import", "PUT /api/v1/products/{id}", "PATCH /api/v1/products/{id}",
            "DELETE /api/v1/products/{id}",
            "POST /api/v1/products/{id}/stock-adjustments",
            "POST /api/v1/orders/{id}/pay", "POST /api/v1/orders/{id}/ship", "POST /api/v1/orders/{id}/deliver");

    /** The sender signs the request itself. Without a signature it is 401, as without a token elsewhere. */
    private static final Set<String> SIGNED_REQUESTS = inBothVersions("POST /api/v1/payments/events");

    private static final Set<String> SIGNED_IN = inBothVersions(
            "GET /api/v1/jobs/{id}", "GET /api/v1/jobs/{id}/result",
            "GET /api/v1/users/me", "GET /api/v1/users/{id}", "PATCH /api/v1/users/{id}", "DELETE /api/v1/users/{id}",
            "POST /api/v1/users/me/email-verification",
            "POST /api/v1/orders", "GET /api/v1/orders", "GET /api/v1/orders/{id}",
            "POST /api/v1/orders/{id}/cancel", "POST /api/v1/orders/{id}/invoice");

    /** The container forwards failures there; clients never call it. */
    private static final String ERROR = "/error";

    /** Paying differs between the versions. All other routes are in both. */
    private static final String PAY = "POST /api/v1/orders/{id}/pay";
    private static final String PAYMENTS = "POST /api/v2/orders/{id}/payments";

    private final ApiClient api;
    private final TestAccounts people;
    private final RequestMappingHandlerMapping mapping;

    RoutesTest(@LocalServerPort int port, @Autowired @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapping) {
        this.api = new ApiClient(port);
        this.people = new TestAccounts(api);
        this.mapping = mapping;
    }

    private static Set<String> inBothVersions(String... ofVersion1) {
        return Stream.of(ofVersion1).flatMap(route -> Stream.of(route, route.equals(PAY) ? PAYMENTS : route.replace("/v1/", "/v2/")))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Test
    void publicPostRoutesIgnoreTheAuthorizationHeader() {
        List<Route> routes = Routes.all().stream()
                .filter(route -> route.method().equals("POST") && route.access() == Access.PUBLIC).toList();
        assertThat(routes).isNotEmpty().allSatisfy(route -> {
            String without = api.post(route.pattern(), "{}").json().path("code").asString();
            for (String header : List.of("Bearer x", "Bearer ", "Bearer a b")) {
                ApiResponse reply = api.with("Authorization", header).post(route.pattern(), "{}");
                assertThat(reply.json().path("code").asString()).as(route.pattern()).isEqualTo(without).isNotEqualTo("unauthenticated");
            }
        });
    }

    @Test
    void everyRouteIsListedWithItsAccess() {
        Set<String> listed = new TreeSet<>();
        Stream.of(PUBLIC, ADMINS, SIGNED_IN, SIGNED_REQUESTS).forEach(listed::addAll);
        assertThat(routes()).containsExactlyInAnyOrderElementsOf(listed);
    }

    @Test
    void withoutATokenOnlyPublicRoutesAreAllowed() {
        for (String pattern : patterns()) {
            for (String method : METHODS) {
                ApiResponse reply = send(api, method, pattern);
                String route = (method.equals("HEAD") ? "GET" : method) + " " + pattern;
                if (PUBLIC.contains(route)) {
                    assertThat(reply.status()).as(method + " " + pattern).isLessThan(500).isNotIn(401, 403, 405);
                } else if (routes().contains(route) || pattern.equals(ERROR)) {
                    assertThat(reply.status()).as(method + " " + pattern).isEqualTo(401);
                    assertThat(reply.header("WWW-Authenticate")).startsWith("Bearer");
                } else {
                    boolean isAnId = pattern.endsWith("/products/import"); // a GET reads "import" as a product's id, which is public
                    assertThat(reply.status()).as("no such route, or another one's: %s %s", method, pattern)
                            .isIn(isAnId ? List.of(400, 401, 405) : List.of(401, 405));
                }
            }
        }
    }

    @Test
    void aUserMayNotCallAdminRoutes() {
        ApiClient user = people.newUser().api();
        for (String route : ADMINS) {
            send(user, route).is(403);
        }
        for (String method : METHODS) {
            assertThat(send(user, method, ERROR).status()).as(method + " " + ERROR).isEqualTo(403);
        }
    }

    @Test
    void aUserMayCallUserRoutes() {
        ApiClient user = people.newUser().api();
        for (String route : SIGNED_IN) {
            if (!route.startsWith("DELETE")) {
                assertThat(send(user, route).status()).as(route).isNotIn(401, 403);
            }
        }
    }

    @Test
    void anAdminMayCallAllRoutes() {
        ApiClient admin = people.admin();
        for (String route : ADMINS) {
            assertThat(send(admin, route).status()).as(route).isNotIn(401, 403);
        }
    }

    @Test
    void anUnknownRouteIsNotFoundForEveryCaller() {
        for (String path : List.of("/api", "/api/v1", "/api/v1/nothing", "/api/v3/users", "/api/v3/products", "/api/v10/products",
                "/api/1/products", "/api/v2/nothing",
                "/api/v2/orders/" + UUID.randomUUID() + "/pay", "/actuator/env", "/actuator", "/admin",
                "/actuator/heapdump", "/favicon.ico", "/api/v1/users/" + UUID.randomUUID() + "/orders")) {
            api.get(path).isProblem(404, "not_found");
            people.admin().get(path).isProblem(404, "not_found");
        }
    }

    private static ApiResponse send(ApiClient client, String route) {
        int space = route.indexOf(' ');
        return send(client, route.substring(0, space), route.substring(space + 1));
    }

    private static ApiResponse send(ApiClient client, String method, String pattern) {
        String path = pattern.replaceAll("\\{[a-z]+}", UUID.randomUUID().toString());
        boolean bears = Set.of("POST", "PUT", "PATCH").contains(method);
        return client.newKey().with("If-Match", "*").send(method, path, bears ? "{}" : "");
    }

    private Set<String> patterns() {
        var patterns = new TreeSet<String>();
        mapping.getHandlerMethods().keySet().forEach(route -> patterns.addAll(route.getPatternValues()));
        return patterns;
    }

    /** Routes as {@code GET /path}, without the error page, which accepts every method. */
    private Set<String> routes() {
        var routes = new TreeSet<String>();
        mapping.getHandlerMethods().keySet().forEach(route -> {
            for (String pattern : route.getPatternValues()) {
                Set<RequestMethod> methods = route.getMethodsCondition().getMethods();
                assertThat(methods.isEmpty()).as("a route that takes every method: " + pattern).isEqualTo(pattern.equals(ERROR));
                methods.forEach(method -> routes.add(method + " " + pattern));
            }
        });
        return routes;
    }
}
