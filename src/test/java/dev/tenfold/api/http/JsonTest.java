package dev.tenfold.api.http;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Numbers and other types are strict: nothing is converted. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JsonTest {

    private final ApiClient admin;

    JsonTest(@LocalServerPort int port) {
        this.admin = new TestAccounts(new ApiClient(port)).admin();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"5\"", "\"\"", "\" \"", "5.0", "5.5", "5e0", "1e999", "true", "[]", "[5]", "{}", "9223372036854775808",
        "-9223372036854775809"})
    void otherTypesAreNotConvertedToIntegers(String value) {
        ApiResponse reply = add(value).is(400);
        assertThat(reply.json().path("code").asString()).isEqualTo("wrong_type");
        assertThat(reply.json().path("errors").path(0).path("pointer").asString()).isEqualTo("/initial_stock");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1000000001", "9223372036854775807"})
    void anIntegerOutOfBoundsIsAnInvalidValue(String value) {
        assertThat(add(value).isProblem(422, "invalid").json().path("errors").path(0).path("pointer").asString())
                .isEqualTo("/initial_stock");
    }

    @Test
    void nullIsTheSameAsAbsent() {
        add("null").is(201);
        add("5").is(201);
    }

    private ApiResponse add(String stock) {
        return admin.post("/api/v1/products", """
                {"sku": "S-%s", "name": "Tea", "category": "tea", "price": {"amount": 1, "currency": "USD"}, "initial_stock": %s}
                """.formatted(UUID.randomUUID(), stock));
    }
}
