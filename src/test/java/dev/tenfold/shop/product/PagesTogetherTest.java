package dev.tenfold.shop.product;

import dev.tenfold.api.paging.Pages;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Many pages that are not cached are requested at once, so that some are loaded in one round trip. */
@TenfoldTest
class PagesTogetherTest {

    private static final int PRODUCTS = 12;
    private static final int QUERIES = 96;

    private final ApiClient api;
    private final String category = ProductJson.randomWord();
    private final List<String> cheapestFirst = new ArrayList<>();

    PagesTogetherTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
        ApiClient admin = new TestAccounts(api).admin();
        for (int i = 0; i < PRODUCTS; i++) {
            cheapestFirst.add(ProductJson.any().category(category).amount(100L * i).id(admin));
        }
    }

    @Test
    void pagesLoadedTogetherAreEqualToPagesLoadedAlone() {
        List<ApiResponse> pages = Concurrently.run(QUERIES, number -> api.get(query(number)));
        for (int number = 0; number < QUERIES; number++) {
            ApiResponse page = pages.get(number).is(200);
            assertThat(Pages.ids(page)).as(query(number)).isEqualTo(expected(number));
            assertThat(page.json().path("next_cursor").isNull()).as(query(number))
                    .isEqualTo(number % 24 / 2 + 1 >= matching(number).size());
        }
    }

    /**
     * A query with a limit of 1 to 12, one of two sort orders and one of four minimum prices, so the statements have two different texts.
     */
    private String query(int number) {
        return "/api/v1/products?category=" + category + "&limit=" + (number % 24 / 2 + 1) + "&sort="
                + (number % 2 == 0 ? "price" : "-price")
                + "&min_price=" + 100 * (number / 24);
    }

    private List<String> expected(int number) {
        List<String> matching = matching(number);
        return matching.subList(0, Math.min(number % 24 / 2 + 1, matching.size()));
    }

    private List<String> matching(int number) {
        List<String> matching = new ArrayList<>(cheapestFirst.subList(number / 24, PRODUCTS));
        if (number % 2 == 1) {
            Collections.reverse(matching);
        }
        return matching;
    }
}
