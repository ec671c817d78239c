package dev.tenfold.shop.product;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.services.TenfoldTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Full-text search, as typed into a search box. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProductSearchTest {

    private final ApiClient api;
    private final ApiClient admin;
    private final String category = "search-" + ProductJson.randomWord();
    private final String sku = "TEA-" + ProductJson.randomWord() + "-100";

    ProductSearchTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
        this.admin = new TestAccounts(api).admin();
        add("Running shoes", "Light, and they like berries.");
        add("Red tea", "Without leaves of mint.");
        add("Tea red", "With berries. Runs out early.");
        draft("Plain mug", "Holds a tea.").sku(sku).id(admin);
        add("The Who", "On and off.");
        add("Earl Grey", "Bergamot.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"shoe|Running shoes", "SHOES|Running shoes", "run shoes|Running shoes", "runs|Running shoes,Tea red",
                "berry|Running shoes,Tea red", "tea|Red tea,Tea red,Plain mug", "red tea|Red tea,Tea red", "\"red tea\"|Red tea",
                "shoe or mug|Running shoes,Plain mug",
                "tea -red|Plain mug", "tea -berries|Red tea,Plain mug", "berries -running|''", "nosuchword|''", "tea nosuchword|''",
                "\"tea mug\"|''"})
    void wordsAreFoundInEveryForm(String q, String names) {
        assertThat(names(q)).containsExactlyInAnyOrder(names.isEmpty() ? new String[0] : names.split(","));
    }

    @Test
    void aSkuIsFoundWholeAndByItsParts() {
        assertThat(names(sku)).containsExactly("Plain mug");
        assertThat(names(sku.substring(4, sku.length() - 4))).containsExactly("Plain mug");
        assertThat(names("mug " + sku)).containsExactly("Plain mug");
    }

    @Test
    void onlyStopWordsFindNothingAndAreNoError() {
        assertThat(names("the and of ")).isEmpty();
        assertThat(api.get(path("the ") + "&include=total").is(200).json().path("total").asInt()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false,
            value = {"earl gr|Earl Grey", "earl g|Earl Grey", "ear|Earl Grey,Tea red", "earl gr |''", "\"earl gr\"|''", "gr earl|''",
                "the wh|The Who",
                "runni|Running shoes", "-ru earl|Earl Grey,Tea red", "mug or earl gr|Plain mug,Earl Grey", "EARL GR|Earl Grey", "or|''"})
    void theLastWordMayBeIncomplete(String q, String names) {
        assertThat(names(q)).containsExactlyInAnyOrder(names.isEmpty() ? new String[0] : names.split(","));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"Café crème|cafe", "Café crème|CAFÉ CREME", "Cafe noir|café", "Cafés|cafe", "Ångström|angstrom", "Øl|ol", "Łódź|lodz",
                "Thé vert|thé vert",
                "Thé vert|thé", "Straße|STRASSE", "Ａｓｓａｍ|assam", "İzmir|izmir", "أَحمد|احمد", "Ёлка|елка", "½ Liter|1 2",
                "ABC/123|123", "ABC/123|abc/123", "L'Oréal|l'oreal", "100g Assam|100G", "龙井绿茶礼盒|绿茶", "龙井绿茶礼盒|井绿茶礼", "龙井绿茶礼盒|盒",
                "龙井绿茶礼盒|龙", "iPhone手机壳|手机", "iPhone手机壳|iphone", "抹茶ラテ|ラテ", "抹茶ラテ|茶ﾗﾃ", "녹차를 마시다|녹차", "ชาเขียวญี่ปุ่น|เขียว", "ຊາຂຽວ|ຂຽວ",
                "តែបៃតង|បៃតង",
                "လက်ဖက်|ဖက်"})
    void accentsFormsAndPartsOfWordsAreFound(String name, String q) {
        for (Normalizer.Form form : Normalizer.Form.values()) {
            String word = ProductJson.randomWord();
            draft(Normalizer.normalize(name, form), word).id(admin);
            draft("Other", word + " " + q.charAt(0)).id(admin);
            for (String typed : List.of(q + " ", Normalizer.normalize(q, form) + " ", "\"" + q + "\"")) {
                assertThat(names(word + " " + typed)).as("%s by %s in %s", name, typed, form)
                        .contains(Normalizer.normalize(Normalizer.normalize(name, form), Normalizer.Form.NFC));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"龙井绿茶礼盒|绿盒", "龙井绿茶礼盒|茶绿", "龙井绿茶礼盒|红茶", "ชาเขียวญี่ปุ่น|เขียด", "Thé vert|thym", "Café|caffe"})
    void otherWordsAndOtherPartsAreNotFound(String name, String q) {
        String word = ProductJson.randomWord();
        draft(name, word).id(admin);
        assertThat(names(word + " ")).containsExactly(name);
        assertThat(names(word + " " + q)).isEmpty();
    }

    @Test
    void aSignAfterAWordIsNoPartOfIt() {
        String word = ProductJson.randomWord();
        draft("Brand™ latte 100€ C++", word).id(admin);
        for (String q : List.of("brand ", "100 ", "c ", "\"brand latte\"")) {
            assertThat(names(word + " " + q)).as(q).containsExactly("Brand™ latte 100€ C++");
        }
    }

    @Test
    void aPartOfALongDescriptionIsFound() {
        String word = ProductJson.randomWord();
        draft("Long", "普洱".repeat(5_000) + "龙井绿茶 " + word).id(admin);
        assertThat(names(word + " 井绿")).containsExactly("Long");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'", "\"", "''", "\\", "%", "_", "&", "|", "!", "!!", "( ", "a:*", "<->", "tea & | !", ":", "*", "-", "--",
        "- -", "\"unclosed",
        "'; DROP TABLE products; --", "' OR '1'='1", "1; SELECT pg_sleep(10)", "$1", ":category", "?", "{}", "tea\n\t", " ", "🍵", "ñandú",
        "日本語", "\u202E", "or",
        "or or", "-or", "\"\"", "'); --", "a/b/c", "a@b.example", "http://a.example/?q=1", "0x41", "1e999", "-1"})
    void oddCharactersFindNothingAndCauseNoError(String q) {
        names(q);
    }

    @Test
    void theLongestTextIsAcceptedAndALongerOneRefused() {
        api.get(path("x".repeat(200))).is(200);
        api.get(path("é".repeat(200))).is(200);
        api.get(path("x".repeat(201))).isProblem(400, "invalid_parameter");
    }

    @Test
    void textThatPostgresCannotStoreIsRefused() {
        api.get("/api/v1/products?q=a%00b").isProblem(400, "malformed_request");
        api.get("/api/v1/products?q=%ff").isProblem(400, "malformed_request");
    }

    @Test
    void aChangedTextIsFoundByItsNewWords() {
        ProductJson productJson = draft("Kettle", "Boils.");
        String id = productJson.id(admin);
        String word = ProductJson.randomWord();
        admin.with("If-Match", "*").patch("/api/v1/products/" + id, "{\"description\": \"Sings " + word + ".\"}").is(200);
        assertThat(names(word)).containsExactly("Kettle");
        admin.with("If-Match", "*").delete("/api/v1/products/" + id).is(204);
        assertThat(names(word)).isEmpty();
    }

    private void add(String name, String description) {
        draft(name, description).id(admin);
    }

    private ProductJson draft(String name, String description) {
        return ProductJson.any().name(name).description(description).category(category);
    }

    private List<String> names(String q) {
        ApiResponse found = api.get(path(q)).is(200);
        return found.json().path("data").valueStream().map(product -> product.path("name").asString()).toList();
    }

    private String path(String q) {
        return "/api/v1/products?category=" + category + "&q=" + URLEncoder.encode(q, StandardCharsets.UTF_8);
    }
}
