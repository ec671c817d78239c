package dev.tenfold.shop.product;

import dev.tenfold.api.http.Text;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.services.TenfoldTest;
import java.text.Normalizer;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Which texts a product may have. The inputs are those of real shops. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProductTextTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LONGEST = 65_536; // bytes of a description

    private final ApiClient admin;
    private final JdbcClient jdbc;

    ProductTextTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.admin = new TestAccounts(new ApiClient(port)).admin();
        this.jdbc = jdbc;
    }

    /** Each with a random word inside, because other tests may have the same. */
    static Stream<String> skus() {
        return CatalogCases.column("12-skus-as-people-write-them.csv", 0).stream()
                .map(sku -> sku.replace(sku.strip(), sku.strip() + ProductJson.randomWord()));
    }

    @ParameterizedTest
    @MethodSource("skus")
    void aSkuIsTheMerchantsOwn(String sku) {
        ApiResponse added = add("sku", sku);
        if (sku.equals(sku.strip())) {
            assertThat(added.is(201).json().path("sku").asString()).isEqualTo(sku);
        } else {
            assertThat(violation(added, "/sku"))
                    .isEqualTo("invalid_format must have only printable characters, and no space at its beginning or end");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\tb", "a\u0000b", "a\u200Bb", "a\u202Eb", "\u00A0a", "a\u3000", " ", "\u3164", "a\u2028b", "\u0301",
        "a\uE000"})
    void aSkuWithOtherThanPrintableCharactersIsRefused(String sku) {
        ApiResponse refused = add("sku", sku);
        assertThat(refused.status()).isIn(400, 422);
        assertThat(refused.text()).contains("/sku").doesNotContain("\\\\", "^[");
    }

    @Test
    void noMessageHasARegularExpression() {
        ApiResponse refused = admin.post("/api/v1/products",
                """
                {"sku": " a", "name": "\\n", "description": "\\u0001", "category": "\\t\\u0007", "price": {"amount": 1, "currency": "usd"}}""");
        assertThat(refused.isProblem(422, "invalid").json().path("errors").valueStream().map(error -> error.path("detail").asString()))
                .hasSize(5).allMatch(detail -> detail.matches("must [A-Za-z0-9 ,()]+"));
    }

    @Test
    void aCategoryIsAName() {
        String name = "Clothing > Tshirts " + ProductJson.randomWord();
        assertThat(add("category", "  " + name + " ").is(201).json().path("category").asString()).isEqualTo(name);
        String decomposed = Normalizer.normalize("Café & Thé " + ProductJson.randomWord(), Normalizer.Form.NFD);
        assertThat(add("category", decomposed).is(201).json().path("category").asString())
                .isEqualTo(Normalizer.normalize(decomposed, Normalizer.Form.NFC));
        for (String wrong : List.of("a\nb", "\u200B", "a\u0007")) {
            assertThat(violation(add("category", wrong), "/category")).startsWith("invalid_characters");
        }
        assertThat(violation(add("category", "  "), "/category")).startsWith("must_not_be_blank");
    }

    @Test
    void aNameHasSomethingVisibleAndNoControlCharacters() {
        List<String> names = CatalogCases.column("15-wide-and-invisible-names.csv", 1);
        assertThat(names).hasSize(10);
        names.subList(0, 6).forEach(name -> assertThat(violation(add("name", name), "/name")).as(name)
                .containsAnyOf("invalid_characters", "must_not_be_blank"));
        names.subList(6, 10).forEach(name -> assertThat(add("name", name).is(201).json().path("name").asString()).isEqualTo(name));
        for (String name : List.of("Red\ntea", "Red\ttea", "Red\u2028tea", "\u0085")) {
            assertThat(violation(add("name", name), "/name")).as(name).containsAnyOf("invalid_characters", "must_not_be_blank");
        }
    }

    @Test
    void textIsStoredInNfc() {
        String name = CatalogCases.column("14-nfd-name.csv", 1).getFirst();
        assertThat(name).isNotEqualTo(Text.nfc(name));
        assertThat(add("name", name).is(201).json().path("name").asString()).isEqualTo(Text.nfc(name));
        assertThat(add("description", name).is(201).json().path("description").asString()).isEqualTo(Text.nfc(name));
    }

    @ParameterizedTest
    @CsvSource({"x, 65536", "é, 32768", "茶, 21845", "🍵, 16384"})
    void aDescriptionHasUpTo64KibBytes(String letter, int most) {
        ApiResponse added = add("description", letter.repeat(most)).is(201);
        String path = String.valueOf(added.header("Location"));
        assertThat(admin.get(path).is(200).json().path("description").asString()).isEqualTo(letter.repeat(most));
        assertThat(violation(add("description", letter.repeat(most) + letter), "/description"))
                .isEqualTo("length_out_of_range must have at most 65536 bytes in UTF-8");
        admin.with("If-Match", "*").patch(path, "{\"description\": \"" + letter.repeat(most) + "\", \"name\": \"New\"}").is(200);
    }

    /** Python and others write letters outside ASCII as six bytes. */
    @Test
    void aDescriptionMayBeEscapedInJson() {
        String path = String.valueOf(add("name", "Tea").header("Location"));
        String body = "{\"description\": \"" + "\\u00e9".repeat(LONGEST / 2) + "\"}";
        assertThat(body.length()).isGreaterThan(190_000);
        assertThat(admin.with("If-Match", "*").patch(path, body).is(200).json().path("description").asString()).hasSize(LONGEST / 2);
        admin.with("If-Match", "*").patch(path, "{\"description\": \"" + "x".repeat(256 * 1024) + "\"}").isProblem(413, "body_too_large");
        admin.newKey().post(path + "/stock-adjustments", "{\"delta\": 1, \"reason\": \"" + "x".repeat(LONGEST) + "\"}")
                .isProblem(413, "body_too_large");
    }

    @Test
    void aDescriptionHasLinesAndNoOtherControlCharacters() {
        assertThat(add("description", "One\r\ntwo\rthree\n\tfour").is(201).json().path("description").asString())
                .isEqualTo("One\ntwo\nthree\n\tfour");
        for (String wrong : List.of("\u0001", "a\u001B[31m", "\u0085", "\u007F")) {
            assertThat(violation(add("description", wrong), "/description")).startsWith("invalid_characters");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HRK", "XXX", "XTS", "XAU", "XDR", "BGN", "DEM", "CHW", "USN", "usd", "US", "", "ABC"})
    void onlyCurrenciesInForceAreAccepted(String currency) {
        assertThat(violation(priced(currency), "/price/currency"))
                .isEqualTo("unknown_currency must be the code of a currency in force (ISO 4217), such as USD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"USD", "EUR", "JPY", "KWD", "VED", "VES", "XAF", "XOF", "XPF", "XCD", "XCG", "ZWG", "SLE", "PAB", "TWD"})
    void moneyThatPeoplePayWithIsAccepted(String currency) {
        priced(currency).is(201);
    }

    @Test
    void aProductWithACurrencyOfThePastStaysReadable() {
        String path = String.valueOf(add("name", "Old").header("Location"));
        jdbc.sql("UPDATE products SET price_currency = 'HRK' WHERE id = :id")
                .param("id", UUID.fromString(path.substring(path.lastIndexOf('/') + 1))).update(); // before it is in a cache
        assertThat(admin.get(path).is(200).json().path("price").path("currency").asString()).isEqualTo("HRK");
        ApiResponse changed = admin.with("If-Match", "*").patch(path, "{\"price\": {\"amount\": 5, \"currency\": \"EUR\"}}").is(200);
        assertThat(changed.json().path("price").path("currency").asString()).isEqualTo("EUR");
    }

    private ApiResponse add(String member, String value) {
        ProductJson product = ProductJson.any();
        String json = product.json();
        String old = "\"" + member + "\": \"" + switch (member) {
            case "sku" -> product.sku();
            case "name" -> product.name();
            case "category" -> product.category();
            default -> product.description();
        } + "\"";
        assertThat(json).contains(old);
        return admin.post("/api/v1/products", json.replace(old, "\"" + member + "\": " + JSON.writeValueAsString(value)));
    }

    private ApiResponse priced(String currency) {
        return admin.post("/api/v1/products", ProductJson.any().json().replace("\"USD\"", JSON.writeValueAsString(currency)));
    }

    private static String violation(ApiResponse refused, String pointer) {
        return refused.isProblem(422, "invalid").json().path("errors").valueStream()
                .filter(error -> error.path("pointer").asString().equals(pointer))
                .map(error -> error.path("code").asString() + " " + error.path("detail").asString()).findFirst().orElse("none");
    }
}
