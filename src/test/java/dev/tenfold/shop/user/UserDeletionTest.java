package dev.tenfold.shop.user;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

@TenfoldTest
class UserDeletionTest {

    private final ApiClient api;
    private final TestAccounts people;
    private final JdbcClient jdbc;
    private final Person ada;
    private final String path;

    UserDeletionTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.api = new ApiClient(port);
        this.people = new TestAccounts(api);
        this.jdbc = jdbc;
        this.ada = people.newUser();
        this.path = "/api/v1/users/" + ada.id();
    }

    @Test
    void noPersonalDataIsLeftInTheDatabase() {
        String name = "Ada " + UUID.randomUUID();
        ada.api().patch(path, "{\"name\": \"%s\"}".formatted(name)).is(200);
        String hash = jdbc.sql("SELECT password_hash FROM users WHERE id = :id::uuid").param("id", ada.id()).query(String.class).single();
        String mark = ada.email().substring(0, 36);
        assertThat(rowsWith(mark)).as("the search finds what is there").isPositive();

        assertThat(ada.api().delete(path).is(204).body()).isEmpty();

        assertThat(rowsWith(mark)).isZero();
        assertThat(rowsWith(name)).isZero();
        assertThat(rowsWith(hash)).isZero();
    }

    @Test
    void aDeletedUserCannotSignInRefreshOrRead() {
        String body = "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(ada.email(), TestAccounts.PASSWORD);
        String refreshToken = api.post("/api/v1/auth/token", body).is(200).json().path("refresh_token").asString();
        ada.api().get(path).is(200);
        ada.api().delete(path).is(204);

        api.post("/api/v1/auth/token", body).isProblem(401, "invalid_credentials");
        api.post("/api/v1/auth/refresh", "{\"refresh_token\": \"%s\"}".formatted(refreshToken)).isProblem(401, "invalid_refresh_token");
        ada.api().get(path).isProblem(401, "unauthenticated");
        people.admin().get(path).isProblem(404, "not_found");
        people.admin().patch(path, "{\"name\": \"Eve\"}").isProblem(404, "not_found");
        people.admin().delete(path).isProblem(404, "not_found");
    }

    @Test
    void anAccessTokenOfADeletedUserCannotOrder() {
        String product = new TestProducts(people.admin()).product(5);
        ada.api().delete(path).is(204);
        ada.api().newKey().post("/api/v1/orders", TestProducts.cart(product, 1)).isProblem(401, "unauthenticated");
    }

    @Test
    void theEmailCanBeUsedAgain() {
        ada.api().delete(path).is(204);
        api.post("/api/v1/users",
                "{\"name\": \"Ada\", \"email\": \"%s\", \"password\": \"%s\"}".formatted(ada.email(), TestAccounts.PASSWORD))
                .is(201);
    }

    @Test
    void ordersOfADeletedUserAreKept() {
        String product = new TestProducts(people.admin()).product(5);
        String order = ada.api().newKey().post("/api/v1/orders", TestProducts.cart(product, 2)).is(201).json().path("id").asString();
        ada.api().delete(path).is(204);
        assertThat(people.admin().get("/api/v1/orders/" + order).is(200).json().path("user_id").asString()).isEqualTo(ada.id());
    }

    @Test
    void adminsMayDeleteAnyUserAndUsersNoOther() {
        api.delete(path).isProblem(401, "unauthenticated");
        people.newUser().api().delete(path).isProblem(404, "not_found");
        ada.api().get(path).is(200);
        people.admin().delete(path).is(204);
        ada.api().get(path).isProblem(401, "unauthenticated");
        people.admin().get(path).isProblem(404, "not_found");
    }

    /** How many rows of all tables contain a text in any column. */
    private long rowsWith(String text) {
        return jdbc.sql("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'").query(String.class).list()
                .stream()
                .mapToLong(table -> jdbc.sql("SELECT count(*) FROM %s AS t WHERE strpos(t::text, :text) > 0".formatted(table))
                        .param("text", text).query(Long.class).single())
                .sum();
    }
}
