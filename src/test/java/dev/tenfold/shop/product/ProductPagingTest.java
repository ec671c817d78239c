package dev.tenfold.shop.product;

import dev.tenfold.api.paging.Pages;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.services.TenfoldTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProductPagingTest {

    private static final int PRODUCTS = 12;

    private final ApiClient api;
    private final ApiClient admin;
    private final String category = "paging-" + ProductJson.randomWord();
    private final String list = "/api/v1/products?category=" + category;
    private final List<String> products;

    ProductPagingTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
        this.admin = new TestAccounts(api).admin();
        this.products = IntStream.range(0, PRODUCTS).mapToObj(i -> draft(i / 4).id(admin)).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-created_at", "price", "-price", "name"})
    void allPagesTogetherHaveEachRowOnce(String sort) {
        List<String> whole = Pages.ids(api.get(list + "&limit=100&sort=" + sort).is(200));
        assertThat(whole).containsExactlyInAnyOrderElementsOf(products);
        for (int limit : new int[]{1, 4, 5, 12}) {
            String path = list + "&sort=" + sort + "&limit=" + limit;
            assertThat(Pages.byCursor(api, path)).as(path).isEqualTo(whole);
            assertThat(Pages.byLink(api, path)).as(path).isEqualTo(whole);
        }
    }

    /** 16 descriptions of 64 KiB are 1 MiB. */
    @Test
    void aPageOfLongDescriptionsEndsEarly() {
        String own = "paging-" + ProductJson.randomWord();
        List<String> added =
                IntStream.range(0, 20).mapToObj(_ -> ProductJson.any().category(own).description("x".repeat(65_536)).id(admin)).toList();
        String path = "/api/v1/products?limit=100&category=" + own;
        ApiResponse first = api.get(path).is(200);
        assertThat(Pages.ids(first)).hasSize(16);
        assertThat(first.header("Link")).contains("rel=\"next\"");
        assertThat(Pages.byCursor(api, path)).containsExactlyElementsOf(added.reversed());
        ApiResponse bySpringMvc = api.get(path + "&utm%5Fsource=mail").is(200); // only decoded, the name is that of a tracking parameter
        assertThat(bySpringMvc.json().path("data")).isEqualTo(first.json().path("data"));
    }

    /** The name is part of URLs, of the keys of caches and of cursors. */
    @ParameterizedTest
    @ValueSource(strings = {"Clothing > Tshirts", "A & B: 50% {off} + more", "Café", "茶", "a/b?c#d", "\"quoted\"", "UPPER", "a:b",
        "👨‍👩‍👧‍👦"})
    void aCategoryWithAnyNameHasItsOwnList(String name) {
        String own = name + " " + ProductJson.randomWord();
        String path = "/api/v1/products?limit=1&category=" + URLEncoder.encode(own, StandardCharsets.UTF_8);
        assertThat(Pages.ids(api.get(path).is(200))).isEmpty();
        ProductJson product = ProductJson.any().category(own.replace("\"", "\\\""));
        String first = product.id(admin);
        assertThat(Pages.ids(api.get(path).is(200))).as("the cached page is gone").containsExactly(first);
        String second = product.sku("SKU-" + ProductJson.randomWord()).id(admin);
        assertThat(Pages.byCursor(api, path)).containsExactly(second, first);
        assertThat(Pages.ids(api.get(path.replace("%20", "+").replace("category=", "category=+")).is(200))).containsExactly(second);
        admin.with("If-Match", "*").patch("/api/v1/products/" + second, "{\"category\": \"tea\"}").is(200);
        assertThat(Pages.byCursor(api, path)).containsExactly(first);
        assertThat(Pages.ids(api.get("/api/v1/products?category=" + URLEncoder.encode(own + "x", StandardCharsets.UTF_8)).is(200)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-created_at", "price", "-price", "name"})
    void rowsAddedOrDeletedBetweenPagesHideOrRepeatNoOther(String sort) {
        String own = "paging-" + ProductJson.randomWord();
        var stay = new ArrayList<String>();
        var leave = new ArrayList<String>();
        for (int i = 0; i < PRODUCTS; i++) {
            (i % 3 == 0 ? leave : stay).add(draft(i / 4).category(own).id(admin));
        }
        List<String> seen = Pages.byLink(api, "/api/v1/products?category=" + own + "&limit=2&sort=" + sort, page -> {
            if (page <= leave.size()) {
                draft(page % 3).category(own).id(admin);
                admin.with("If-Match", "*").delete("/api/v1/products/" + leave.get(page - 1)).is(204);
            }
        });
        assertThat(seen).doesNotHaveDuplicates().containsAll(stay);
    }

    @Test
    void theLinkKeepsTheFilterAndTheSort() {
        ApiResponse first = api.get(list + "&q=paged%20tea&min_price=0&sort=-price&limit=3").is(200);
        assertThat(first.header("Link"))
                .startsWith("</api/v1/products?category=" + category + "&q=paged%20tea&min_price=0&sort=-price&limit=3&cursor=");
        assertThat(Pages.byLink(api, list + "&q=paged%20tea&min_price=0&sort=-price&limit=3")).hasSize(PRODUCTS);
    }

    @Test
    void aCursorIsValidOnlyForItsOwnList() {
        String cursor = cursor(list + "&limit=2");
        api.get(list + "&limit=7&cursor=" + cursor).is(200);
        api.get(list + "&include=total&sort=-created_at&cursor=" + cursor).is(200);
        for (String other : List.of("/api/v1/products?limit=2", list + "&sort=price", list + "&sort=-price", list + "&sort=name",
                list + "&q=tea",
                list + "&min_price=0", list + "&max_price=9", list + "&in_stock=true", list + "&in_stock=false",
                "/api/v1/products?category=tea")) {
            api.get(other + "&cursor=" + cursor).isProblem(400, "invalid_cursor");
        }
        admin.get("/api/v1/orders?cursor=" + cursor).isProblem(400, "invalid_cursor");
        admin.get("/api/v1/users?cursor=" + cursor).isProblem(400, "invalid_cursor");
        api.get(list + "&cursor=" + cursor(list + "&sort=price&limit=2")).isProblem(400, "invalid_cursor");
    }

    @Test
    void aCursorWithOneCharacterChangedIsRefused() {
        String cursor = cursor(list + "&limit=2");
        for (int i = 0; i < cursor.length(); i++) {
            char other = cursor.charAt(i) == 'A' ? 'B' : 'A';
            api.get(list + "&cursor=" + cursor.substring(0, i) + other + cursor.substring(i + 1)).isProblem(400, "invalid_cursor");
        }
        api.get(list + "&cursor=" + cursor.substring(1)).isProblem(400, "invalid_cursor");
        api.get(list + "&cursor=" + cursor.substring(0, cursor.length() - 1)).isProblem(400, "invalid_cursor");
        api.get(list + "&cursor=" + cursor + "A").isProblem(400, "invalid_cursor");
        api.get(list + "&cursor=" + cursor + "%3D").isProblem(400, "invalid_cursor");
    }

    @Test
    void aPageHasTwentyRowsByDefault() {
        String own = "paging-" + ProductJson.randomWord();
        IntStream.range(0, 21).forEach(i -> draft(i).category(own).id(admin));
        ApiResponse page = api.get("/api/v1/products?category=" + own).is(200);
        assertThat(Pages.ids(page)).hasSize(20);
        assertThat(page.json().path("next_cursor").asString()).isNotEmpty();
    }

    @Test
    void theTotalIsCountedOnlyOnRequest() {
        assertThat(api.get(list + "&limit=5").is(200).json().propertyNames()).containsExactlyInAnyOrder("data", "next_cursor");
        ApiResponse counted = api.get(list + "&limit=5&include=total").is(200);
        assertThat(counted.json().path("total").asInt()).isEqualTo(PRODUCTS);
        assertThat(api.get(list + "&limit=5&include=total&cursor=" + counted.json().path("next_cursor").asString()).json().path("total")
                .asInt())
                .as("of the whole list, on every page").isEqualTo(PRODUCTS);
    }

    private String cursor(String path) {
        return api.get(path).is(200).json().path("next_cursor").asString();
    }

    /** Four products share each price and each name, so that the id decides the order. */
    private ProductJson draft(int group) {
        return ProductJson.any().category(category).name("Paged tea " + group).amount(100L * group);
    }
}
