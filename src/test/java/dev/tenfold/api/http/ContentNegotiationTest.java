package dev.tenfold.api.http;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.RawConnection;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** What a client accepts and sends, and the versions that it names. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContentNegotiationTest {

    private final RawConnection wire;
    private final ApiClient api;
    private final ApiClient admin;
    private final String product;

    ContentNegotiationTest(@LocalServerPort int port) {
        this.wire = new RawConnection(port);
        this.api = new ApiClient(port);
        this.admin = new TestAccounts(api).admin();
        this.product = "/api/v1/products/" + new TestProducts(admin).product(100);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/json;q=0                   | 406
            application/json; q=0.000              | 406
            application/json;Q=0                   | 406
            application/json ; q = 0               | 406
            application/json;q=0, */*              | 406
            */*, application/json;q=0              | 406
            */*;q=0                                | 406
            application/*;q=0                      | 406
            application/*;q=0, */*;q=0.1           | 406
            text/html, */*;q=0                     | 406
            application/json, */*;q=0              | 200
            application/json;q=0.1, */*;q=0        | 200
            application/json, text/html;q=0        | 200
            application/json;q=0.001               | 200
            application/json;q=0.5                 | 200
            application/*, text/*;q=0              | 200
            text/html;q=0, */*                     | 200
            """)
    void theWeightZeroExcludesAMediaType(String accept, int status) {
        for (String path : new String[]{product, "/api/v1/products", "/api/v1/orders", "/api/v1/users/me"}) {
            ApiResponse reply = admin.with("Accept", accept).get(path).is(status);
            if (status == 406) {
                assertThat(reply.isProblem(406, "not_acceptable").json().path("detail").asString()).contains("application/json");
            }
            api.with("Accept", accept).get(product).is(status);
        }
        admin.with("Accept", accept).newKey().post("/api/v1/orders", "{\"items\": [{\"product_id\": \"%s\", \"quantity\": 1}]}"
                .formatted(product.substring(product.lastIndexOf('/') + 1))).is(status == 200 ? 201 : 406);
    }

    @Test
    void severalAcceptHeadersAreOneList() {
        wire.toHost("GET " + product + " HTTP/1.1", "Accept: */*", "Accept: application/json;q=0").isProblem(406, "not_acceptable");
        wire.toHost("GET " + product + " HTTP/1.1", "Accept: text/html;q=0", "Accept: application/json").is(200);
    }

    @Test
    void aPatchOfAnotherTypeIsRefusedWithAcceptPatch() {
        for (String path : new String[]{product, "/api/v1/users/me"}) {
            ApiResponse refused = admin.with("Content-Type", "application/json-patch+json").with("If-Match", "*").patch(path, "[]")
                    .isProblem(415, "unsupported_media_type");
            assertThat(types(refused, "Accept-Patch")).containsExactlyInAnyOrder("application/merge-patch+json", "application/json");
            assertThat(types(refused, "Accept")).containsExactlyInAnyOrder("application/merge-patch+json", "application/json");
        }
        ApiResponse put = admin.with("Content-Type", "text/plain").with("If-Match", "*").put(product, "x").is(415);
        assertThat(put.header("Accept-Patch")).isNull();
    }

    @Test
    void optionsSaysWhichPatchesARouteTakes() {
        ApiResponse options = wire.toHost("OPTIONS " + product + " HTTP/1.1").is(200);
        assertThat(types(options, "Accept-Patch")).containsExactlyInAnyOrder("application/merge-patch+json", "application/json");
        assertThat(options.header("Allow")).contains("PATCH").doesNotContain("TRACE");
        assertThat(wire.toHost("OPTIONS /api/v1/products HTTP/1.1").is(200).header("Accept-Patch")).isNull();
    }

    private static String[] types(ApiResponse reply, String header) {
        return Objects.requireNonNull(reply.header(header)).split(", ?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"v1", "1", "\"v1", "v1\"", "'v1'", "\"v1\" \"v2\"", "\"v1\", v2", "w/\"v1\"", "W/v1", "*, \"v1\"", "\"v 1\"", ","})
    void anEntityTagWithoutQuotesIsMalformed(String tag) {
        api.get(product).is(200);
        ApiResponse read = api.with("If-None-Match", tag).get(product).isProblem(400, "malformed_request");
        assertThat(read.json().path("detail").asString()).startsWith("If-None-Match has entity tags in double quotes");
        admin.with("If-None-Match", tag).get("/api/v1/users/me").isProblem(400, "malformed_request");
        ApiResponse change = admin.with("If-Match", tag).patch(product, "{}").isProblem(400, "malformed_request");
        assertThat(change.json().path("detail").asString()).startsWith("If-Match has entity tags in double quotes");
        admin.with("If-Match", tag).patch("/api/v1/users/me", "{}").isProblem(400, "malformed_request");
        admin.with("If-Match", tag).delete(product).isProblem(400, "malformed_request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "\"v1\"", "W/\"v1\"", "\"a\",\"b\"", "\"a\" ,\t W/\"b\"", "\"\"", "\"a,b\"", ", \"a\",, \"b\" ,"})
    void aListOfEntityTagsIsNot(String tags) {
        assertThat(api.with("If-None-Match", tags).get("/api/v1/products").status()).isIn(200, 304);
        assertThat(admin.with("If-Match", tags).patch(product, "{}").status()).isIn(200, 412);
    }
}
