package dev.tenfold.shop.order;

import dev.tenfold.api.paging.Pages;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderListTest {

    private static final String ORDERS = "/api/v1/orders";

    private final ApiClient anyone;
    private final TestAccounts people;
    private final Person owner;
    private final Person other;
    private final ApiClient admin;
    private final TestProducts products;
    /** The owner's orders by status, the newest first. */
    private final Map<OrderStatus, List<String>> byStatus = new HashMap<>();
    private final List<String> all = new ArrayList<>();

    OrderListTest(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired OrderExpiry expiry) {
        this.anyone = new ApiClient(port);
        this.people = new TestAccounts(anyone);
        this.owner = people.newUser();
        this.other = people.newUser();
        this.admin = people.admin();
        this.products = new TestProducts(admin);
        var orders = new TestOrders(owner.api(), admin, jdbc, expiry);
        String product = products.product(100);
        for (int i = 0; i < 2; i++) {
            for (OrderStatus status : OrderStatus.values()) {
                String id = TestOrders.id(orders.order(product, status)).toString();
                all.addFirst(id);
                byStatus.computeIfAbsent(status, _ -> new ArrayList<>()).addFirst(id);
            }
        }
        order(other.api());
    }

    @Test
    void usersSeeTheirOwnOrdersTheNewestFirst() {
        ApiResponse own = owner.api().get(ORDERS + "?include=total").is(200);
        assertThat(Pages.ids(own)).isEqualTo(all);
        assertThat(own.json().path("total").asInt()).isEqualTo(all.size());
        assertThat(own.header("Cache-Control")).contains("private", "no-store");
        assertThat(Pages.ids(other.api().get(ORDERS).is(200))).hasSize(1).doesNotContainAnyElementsOf(all);
        assertThat(Pages.ids(owner.api().get(ORDERS + "?user_id=" + owner.id()).is(200))).isEqualTo(all);
    }

    @Test
    void anOrderInAListIsTheSameAsReadById() {
        var first = owner.api().get(ORDERS).json().path("data").get(0);
        assertThat(owner.api().get(ORDERS + "/" + first.path("id").asString()).json()).isEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource
    void theStatusFilterSelectsOrders(OrderStatus status) {
        List<String> expected = byStatus.get(status);
        String query = "?include=total&status=" + status.value();
        for (ApiResponse page : List.of(owner.api().get(ORDERS + query), admin.get(ORDERS + query + "&user_id=" + owner.id()))) {
            assertThat(Pages.ids(page.is(200))).isEqualTo(expected);
            assertThat(page.json().path("total").asInt()).isEqualTo(expected.size());
        }
        assertThat(Pages.ids(admin.get(ORDERS + "?limit=100&status=" + status.value()).is(200))).containsAll(expected);
    }

    @Test
    void onlyAdminsMayListOrdersOfOthers() {
        owner.api().get(ORDERS + "?user_id=" + other.id()).isProblem(403, "forbidden");
        anyone.get(ORDERS).isProblem(401, "unauthenticated");
        assertThat(Pages.ids(admin.get(ORDERS + "?user_id=" + owner.id()).is(200))).isEqualTo(all);
    }

    @Test
    void adminsSeeAllOrdersTheNewestFirst() {
        String newest = order(people.newUser().api());
        ApiResponse page = admin.get(ORDERS + "?limit=100").is(200);
        assertThat(Pages.ids(page).indexOf(newest)).isNotNegative();
        assertThat(Pages.ids(page)).isSortedAccordingTo((a, b) -> b.compareTo(a)).containsAll(all);
    }

    @Test
    void allPagesTogetherHaveEachOrderOnce() {
        for (String list : List.of(ORDERS + "?limit=1", ORDERS + "?limit=5", ORDERS + "?limit=12")) {
            assertThat(Pages.byCursor(owner.api(), list)).isEqualTo(all);
            assertThat(Pages.byLink(owner.api(), list)).isEqualTo(all);
        }
        assertThat(Pages.byLink(admin, ORDERS + "?limit=1&status=paid&user_id=" + owner.id())).isEqualTo(byStatus.get(OrderStatus.PAID));
    }

    @Test
    void newOrdersBetweenPagesHideOrRepeatNone() {
        Person busy = new TestAccounts(anyone).newUser();
        List<String> before = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            before.addFirst(order(busy.api()));
        }
        assertThat(Pages.byLink(busy.api(), ORDERS + "?limit=2", _ -> order(busy.api()))).isEqualTo(before);
    }

    @Test
    void aCursorIsValidOnlyForItsOwnList() {
        String cursor = cursor(owner.api(), ORDERS + "?limit=2");
        owner.api().get(ORDERS + "?user_id=" + owner.id() + "&cursor=" + cursor).is(200);
        owner.api().get(ORDERS + "?status=paid&cursor=" + cursor).isProblem(400, "invalid_cursor");
        other.api().get(ORDERS + "?cursor=" + cursor).isProblem(400, "invalid_cursor");
        admin.get(ORDERS + "?cursor=" + cursor).isProblem(400, "invalid_cursor");
        owner.api().get(ORDERS + "?cursor=" + cursor(owner.api(), ORDERS + "?limit=1&status=paid")).isProblem(400, "invalid_cursor");
        owner.api().get(ORDERS + "?cursor=" + cursor(anyone, "/api/v1/products?limit=1")).isProblem(400, "invalid_cursor");
        for (int i = 0; i < cursor.length(); i++) {
            char different = cursor.charAt(i) == 'A' ? 'B' : 'A';
            owner.api().get(ORDERS + "?cursor=" + cursor.substring(0, i) + different + cursor.substring(i + 1)).isProblem(400,
                    "invalid_cursor");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"status=refunded", "status=1", "user_id=1", "user_id=me", "limit=0", "limit=101", "limit=x", "include=items"})
    void anInvalidParameterIsRefused(String parameter) {
        ApiResponse refused = admin.get(ORDERS + "?" + parameter).isProblem(400, "invalid_parameter");
        assertThat(refused.json().path("detail").asString()).contains(Arrays.asList(parameter.split("=")).getFirst());
    }

    private String order(ApiClient buyer) {
        return buyer.newKey().post(ORDERS, TestProducts.cart(products.product(5), 1)).is(201).json().path("id").asString();
    }

    private static String cursor(ApiClient api, String list) {
        return api.get(list).is(200).json().path("next_cursor").asString();
    }
}
