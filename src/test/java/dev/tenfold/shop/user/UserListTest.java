package dev.tenfold.shop.user;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UserListTest {

    private static final String USERS = "/api/v1/users";

    private final ApiClient api;
    private final TestAccounts people;
    private final ApiClient admin;
    private final JdbcClient jdbc;

    UserListTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.api = new ApiClient(port);
        this.people = new TestAccounts(api);
        this.admin = people.admin();
        this.jdbc = jdbc;
    }

    @Test
    void onlyAdminsMayListUsers() {
        api.get(USERS).isProblem(401, "unauthenticated");
        people.newUser().api().get(USERS).isProblem(403, "forbidden");
        assertThat(admin.get(USERS).is(200).header("Cache-Control")).isEqualTo("private, no-store");
    }

    @Test
    void anEmailFindsItsUserWhateverTheCase() {
        Person ada = people.newUser();
        JsonNode found = admin.get(USERS + "?email=" + ada.email().toUpperCase(Locale.ROOT)).is(200).json();
        assertThat(ids(found)).containsExactly(ada.id());
        assertThat(found.path("next_cursor").isNull()).isTrue();
        assertThat(found.path("data").path(0).propertyNames()).containsExactlyInAnyOrder("id", "name", "email", "role", "created_at");
    }

    @Test
    void anUnknownEmailFindsNoUser() {
        JsonNode found = admin.get(USERS + "?email=nobody-has-this@tenfold.test&include=total").is(200).json();
        assertThat(found.path("data")).isEmpty();
        assertThat(found.path("total").asInt()).isZero();
    }

    @Test
    void allPagesTogetherHaveEachUserOnceTheNewestFirst() {
        List<String> made = Stream.generate(() -> people.newUser().id()).limit(5).toList();
        List<String> met = new ArrayList<>();
        String path = USERS + "?limit=2";
        while (!met.containsAll(made)) {
            ApiResponse page = admin.get(path).is(200);
            assertThat(ids(page.json())).hasSize(2);
            met.addAll(ids(page.json()));
            String next = page.json().path("next_cursor").asString();
            assertThat(page.header("Link")).isEqualTo("<%s?limit=2&cursor=%s>; rel=\"next\"".formatted(USERS, next));
            path = String.valueOf(page.header("Link")).replaceAll("<(.*)>.*", "$1");
        }
        assertThat(met).doesNotHaveDuplicates().startsWith(made.reversed().toArray(String[]::new));
    }

    @Test
    void aUserDeletedBetweenTwoPagesIsTheOnlyOneMissing() {
        List<String> made = Stream.generate(() -> people.newUser().id()).limit(4).toList();
        String cursor = admin.get(USERS + "?limit=1").is(200).json().path("next_cursor").asString();
        admin.delete(USERS + "/" + made.get(3)).is(204);
        admin.delete(USERS + "/" + made.get(2)).is(204);
        assertThat(ids(admin.get(USERS + "?limit=2&cursor=" + cursor).is(200).json())).containsExactly(made.get(1), made.get(0));
    }

    @Test
    void theLastPageHasNoCursor() {
        String oldest = jdbc.sql("SELECT id FROM users WHERE deleted_at IS NULL ORDER BY id LIMIT 1").query(String.class).single();
        ApiResponse page = admin.get(USERS + "?limit=100").is(200);
        while (!page.json().path("next_cursor").isNull()) {
            page = admin.get(USERS + "?limit=100&cursor=" + page.json().path("next_cursor").asString()).is(200);
        }
        assertThat(ids(page.json())).endsWith(oldest);
        assertThat(page.header("Link")).isNull();
    }

    @Test
    void aPageHasTwentyRowsByDefault() {
        Stream.generate(people::newUser).limit(21).forEach(person -> assertThat(person.id()).isNotBlank());
        assertThat(admin.get(USERS).is(200).json().path("data")).hasSize(20);
        assertThat(admin.get(USERS + "?limit=1").is(200).json().path("data")).hasSize(1);
    }

    @Test
    void theTotalIsCountedOnlyOnRequest() {
        JsonNode plain = admin.get(USERS).is(200).json();
        assertThat(plain.has("total")).isFalse();
        JsonNode counted = admin.get(USERS + "?include=total&limit=1").is(200).json();
        assertThat(counted.path("total").asLong())
                .isEqualTo(jdbc.sql("SELECT count(*) FROM users WHERE deleted_at IS NULL").query(Long.class).single());
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=101", "limit=-1", "limit=x", "limit=1.5", "limit=99999999999", "include=everything"})
    void anInvalidParameterIsNamed(String query) {
        JsonNode problem = admin.get(USERS + "?" + query).isProblem(400, "invalid_parameter").json();
        assertThat(problem.path("detail").asString()).contains(query.substring(0, query.indexOf('=')));
    }

    @Test
    void aForgedCursorOrACursorOfAnotherListIsRefused() {
        people.newUser();
        people.newUser();
        String cursor = admin.get(USERS + "?limit=1").is(200).json().path("next_cursor").asString();
        char last = cursor.charAt(cursor.length() - 1);
        String forged = cursor.substring(0, cursor.length() - 1) + (last == 'A' ? 'B' : 'A');
        for (String bad : new String[]{forged, "x", "AAAA", "%25", "a".repeat(2000), cursor + "=", ""}) {
            admin.get(USERS + "?cursor=" + bad).isProblem(400, "invalid_cursor");
        }
        admin.get("/api/v1/orders?cursor=" + cursor).isProblem(400, "invalid_cursor");
    }

    private static List<String> ids(JsonNode page) {
        return page.path("data").valueStream().map(user -> user.path("id").asString()).toList();
    }
}
