package dev.tenfold.shop.product;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Every combination of filters and sorts, compared with the same in Java. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProductFilterTest {

    private static final String CATEGORY = "filter-" + ProductJson.randomWord();
    private static final String WORD = ProductJson.randomWord();
    private static final List<String> SORTS = List.of("", "-created_at", "price", "-price", "name");
    /** In the order that people expect: case is compared last, so "apple" comes before "Banana". */
    private static final List<String> NAMES = List.of("apple", "Banana", "cherry", "Damson", "cherry", "apple", "elder", "Fig");

    private final ApiClient api;
    private final List<Row> rows = new ArrayList<>();

    ProductFilterTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
        ApiClient admin = new TestAccounts(api).admin();
        for (int i = 0; i < NAMES.size(); i++) {
            String category = i == 7 ? ProductJson.randomWord() : CATEGORY;
            ProductJson productJson = ProductJson.any().name(NAMES.get(i)).category(category).amount(100L * (i % 4)).stock(i % 3)
                    .description(i % 2 == 0 ? "Tastes of " + WORD : "Tastes of nothing");
            rows.add(new Row(productJson, productJson.id(admin), i));
        }
    }

    static Stream<Question> questions() {
        return Stream.of(CATEGORY, null)
                .flatMap(category -> Stream.of(WORD, null)
                        .flatMap(q -> Stream.of(100L, null)
                                .flatMap(min -> Stream.of(200L, null)
                                        .flatMap(max -> Stream.of(true, false, null)
                                                .flatMap(stock -> SORTS.stream()
                                                        .map(sort -> new Question(category, q, min, max, stock, sort)))))))
                .filter(question -> question.category != null || question.q != null);
    }

    @ParameterizedTest
    @MethodSource("questions")
    void productsThatMatchAllFiltersAreListedInOrder(Question question) {
        List<String> expected = rows.stream().filter(question::lets).sorted(question.order()).map(Row::id).toList();
        ApiResponse reply = api.get("/api/v1/products?limit=100&include=total" + question.query()).is(200);
        assertThat(ids(reply.json())).isEqualTo(expected);
        assertThat(reply.json().path("total").asInt()).isEqualTo(expected.size());
        assertThat(reply.json().path("next_cursor").isNull()).isTrue();
        assertThat(reply.header("Link")).isNull();
    }

    @Test
    void eachFilterExcludesAllOtherProducts() {
        JsonNode prices = api.get("/api/v1/products?limit=100&min_price=150&max_price=1500").is(200).json().path("data");
        assertThat(prices.valueStream().map(product -> product.path("price").path("amount").asLong())).isNotEmpty()
                .allMatch(price -> price >= 150 && price <= 1500);
        for (boolean inStock : new boolean[]{true, false}) {
            JsonNode stocked = api.get("/api/v1/products?limit=20&in_stock=" + inStock).is(200).json().path("data");
            assertThat(stocked.valueStream().map(product -> product.path("id").asString())).isNotEmpty()
                    .allMatch(id -> api.get("/api/v1/products/" + id + "/stock").json().path("available").asLong() > 0 == inStock);
        }
    }

    @Test
    void aProductInAListIsTheSameAsReadById() {
        JsonNode first = api.get("/api/v1/products?category=" + CATEGORY).json().path("data").get(0);
        assertThat(api.get("/api/v1/products/" + first.path("id").asString()).json()).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sort=created_at", "sort=", "sort=price;name", "min_price=-1", "min_price=1.5", "max_price=x",
        "max_price=99999999999999999999",
        "in_stock=maybe", "category=", "category=%20", "category=a%0Ab", "category=%E2%80%8B", "limit=0", "limit=101", "limit=-1",
        "limit=x", "limit=1e1", "include=all", "q=",
        "cursor="})
    void anInvalidParameterIsRefused(String parameter) {
        ApiResponse refused = api.get("/api/v1/products?" + parameter);
        refused.isProblem(400, parameter.startsWith("cursor") ? "invalid_cursor" : "invalid_parameter");
        assertThat(refused.json().path("detail").asString()).contains(parameter.replaceFirst("=.*", ""));
    }

    private static List<String> ids(JsonNode page) {
        return page.path("data").valueStream().map(product -> product.path("id").asString()).toList();
    }

    record Row(ProductJson productJson, String id, int age) {}

    record Question(String category, String q, Long min, Long max, Boolean inStock, String sort) {

        boolean lets(Row row) {
            ProductJson productJson = row.productJson;
            return (category == null || productJson.category().equals(category)) && (q == null || productJson.description().contains(q))
                    && (min == null || productJson.amount() >= min) && (max == null || productJson.amount() <= max)
                    && (inStock == null || productJson.stock() > 0 == inStock);
        }

        Comparator<Row> order() {
            Comparator<Row> byId = Comparator.comparing(Row::id);
            return switch (sort) {
                case "price" -> Comparator.<Row>comparingLong(row -> row.productJson.amount()).thenComparing(byId);
                case "-price" -> Comparator.<Row>comparingLong(row -> row.productJson.amount()).thenComparing(byId).reversed();
                case "name" ->
                        Comparator.<Row, String>comparing(row -> row.productJson.name().toLowerCase(Locale.ROOT)).thenComparing(byId);
                default -> Comparator.comparingInt(Row::age).reversed();
            };
        }

        String query() {
            var parameters = new LinkedHashMap<String, Object>();
            parameters.put("category", category);
            parameters.put("q", q);
            parameters.put("min_price", min);
            parameters.put("max_price", max);
            parameters.put("in_stock", inStock);
            parameters.put("sort", sort.isEmpty() ? null : sort);
            parameters.values().removeIf(Objects::isNull);
            return parameters.entrySet().stream().map(Map.Entry::toString).map("&"::concat).reduce("", String::concat);
        }
    }
}
