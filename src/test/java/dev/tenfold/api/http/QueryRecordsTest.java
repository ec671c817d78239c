package dev.tenfold.api.http;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.services.TenfoldTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Uses the product list, whose query has parameters of every type. */
@TenfoldTest
class QueryRecordsTest {

    private final ApiClient api;

    QueryRecordsTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                limit=0&include=x                       | include, limit
                min_price=x&sort=x                      | min_price, sort
                sort=x&max_price=-1&in_stock=x&q=       | in_stock, max_price, q, sort
                min_price=x&limit=0                     | min_price
                """, delimiter = '|')
    void everyInvalidParameterIsNamed(String query, String names) {
        ApiResponse refused = api.get("/api/v1/products?" + query).isProblem(400, "invalid_parameter");
        assertThat(refused.json().path("detail").asString()).isEqualTo("Parameter " + names + ": the value is not allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=", "limit=%205%20", "limit=%2B5", "limit=0x5", "min_price=&max_price=", "in_stock=", "in_stock=YES",
        "in_stock=0"})
    void unusualNumbersAndEmptyValuesAreStillAccepted(String query) {
        api.get("/api/v1/products?" + query).is(200);
    }

    /** The constraint of {@code status} is on the interface that the controller implements. */
    @Test
    void aWrongParameterBesideTheRecordIsNamedWithThoseOfTheRecord() {
        ApiClient user = new TestAccounts(api).newUser().api();
        ApiResponse refused = user.get("/api/v1/orders?status=x&limit=0").isProblem(400, "invalid_parameter");
        assertThat(refused.json().path("detail").asString()).isEqualTo("Parameter limit, status: the value is not allowed");
    }

    @Test
    void aHeaderIsNotUsedAsAParameter() {
        api.with("limit", "x").with("Category", "none-" + System.nanoTime()).get("/api/v1/products?limit=1").is(200);
        ApiResponse page = api.with("sort", "x").with("min_price", "-1").get("/api/v1/products?limit=1").is(200);
        assertThat(page.json().path("data").size()).isLessThanOrEqualTo(1);
    }
}
