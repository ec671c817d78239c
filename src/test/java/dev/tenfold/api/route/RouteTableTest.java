package dev.tenfold.api.route;

import dev.tenfold.testing.services.TenfoldTest;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/** Compares the table of routes with the controllers. */
@TenfoldTest
class RouteTableTest {

    /** The container forwards failures there; clients never call it. */
    private static final String ERROR = "/error";
    /** Rows for addresses that no controller serves: the actuator and static files. */
    private static final Set<String> WITHOUT_CONTROLLER =
            Set.of("/actuator/health/**", "/actuator/info", "/actuator/prometheus", "/swagger-ui/**");

    private final RequestMappingHandlerMapping mapping;

    RouteTableTest(@Autowired @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapping) {
        this.mapping = mapping;
    }

    @Test
    void everyHandlerIsInTheTable() {
        for (Handler handler : handlers()) {
            Route route = Routes.find(handler.method, handler.pattern);
            assertThat(route).as("a row in Routes for %s", handler).isNotNull();
            assertThat(isFor(route, handler)).as("%s has a row of its own and does not fall under %s", handler, route.pattern()).isTrue();
        }
    }

    @Test
    void everyRowHasAHandler() {
        assertThat(Routes.all()).filteredOn(route -> !WITHOUT_CONTROLLER.contains(route.pattern()))
                .allSatisfy(route -> assertThat(handlers()).anyMatch(handler -> isFor(route, handler)));
    }

    private static boolean isFor(Route route, Handler handler) {
        return route.method().equals(handler.method)
                && (route.pattern().endsWith("/**") ? route.rule().matches(handler.pattern) : route.pattern().equals(handler.pattern));
    }

    @Test
    void onlyPublicReadsAreCachedAndOnlyAdminsUpload() {
        assertThat(Routes.all()).filteredOn(Route::isCached).isNotEmpty()
                .allSatisfy(route -> assertThat(route.method() + " " + route.access()).isEqualTo("GET PUBLIC"));
        assertThat(Routes.all()).filteredOn(Route::isUpload).isNotEmpty()
                .allSatisfy(route -> assertThat(route.access()).isEqualTo(Access.ADMIN));
    }

    @Test
    void aRowIsNotHiddenByAnEarlierOneWithOtherRules() {
        List<Route> rows = Routes.all();
        for (Route row : rows) {
            Route first = Routes.find(row.method(), row.pattern().replace("/**", ""));
            if (first != null && !first.equals(row)) {
                assertThat(List.of(first.access(), first.requestClass())).as("%s hides %s", first.pattern(), row.pattern())
                        .isEqualTo(List.of(row.access(), row.requestClass()));
            }
        }
    }

    @Test
    void uploadsAndCachedRoutesAreFoundByTheirPath() {
        assertThat(Routes.isUpload("POST", "/api/v1/products/import")).isTrue();
        assertThat(Routes.isUpload("GET", "/api/v1/products/import")).isFalse();
        assertThat(Routes.isUpload("POST", "/api/v1/products")).isFalse();
        assertThat(Stream.of("POST /api/v1/products", "PUT /api/v1/products/1", "PATCH /api/v1/products/1").map(it -> it.split(" ")))
                .allMatch(it -> Routes.hasLongBody(it[0], it[1]));
        assertThat(Stream.of("POST /api/v1/products/import", "POST /api/v1/products/1/stock-adjustments", "POST /api/v1/orders",
                "POST /unknown").map(it -> it.split(" "))).noneMatch(it -> Routes.hasLongBody(it[0], it[1]));
        assertThat(Stream.of("/api/v1/products", "/api/v1/products/1")).allMatch(Routes::isCached);
        assertThat(Stream.of("/api/v1/products/1/stock", "/api/v1/products/", "/api/v1/productsx", "/api/v1/orders", "/"))
                .noneMatch(Routes::isCached);
    }

    /** @param pattern with {@code *} in place of each variable */
    private record Handler(String method, String pattern) {}

    private List<Handler> handlers() {
        return mapping.getHandlerMethods().keySet().stream()
                .flatMap(route -> route.getPatternValues().stream().filter(pattern -> !pattern.equals(ERROR))
                        .flatMap(pattern -> route.getMethodsCondition().getMethods().stream()
                                .map(method -> new Handler(method.name(), pattern.replaceAll("\\{[^}]*}", "*")))))
                .toList();
    }
}
