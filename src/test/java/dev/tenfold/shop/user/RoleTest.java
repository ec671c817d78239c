package dev.tenfold.shop.user;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.services.TenfoldTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@TenfoldTest
class RoleTest {

    private static final String TO_ADMIN = "{\"role\": \"admin\"}";
    private static final String TO_USER = "{\"role\": \"user\"}";

    private final ApiClient api;
    private final TestAccounts people;
    private final Person ada;
    private final String path;

    RoleTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
        this.people = new TestAccounts(api);
        this.ada = people.newUser();
        this.path = "/api/v1/users/" + ada.id();
    }

    @Test
    void usersCannotMakeThemselvesAdmins() {
        ada.api().patch(path, TO_ADMIN).isProblem(403, "forbidden");
        assertThat(ada.api().get(path).json().path("role").asString()).isEqualTo("user");
        ada.api().patch(path, TO_USER).is(200);
    }

    @Test
    void anAdminMakesAUserAnAdminAndTheNextTokenHasTheRole() {
        assertThat(people.admin().patch(path, TO_ADMIN).is(200).json().path("role").asString()).isEqualTo("admin");
        ada.api().get("/api/v1/users").isProblem(401, "unauthenticated");
        people.signIn(ada.email()).get("/api/v1/users").is(200);

        people.admin().patch(path, TO_USER).is(200);
        people.signIn(ada.email()).get("/api/v1/users").isProblem(403, "forbidden");
    }

    @Test
    void aNewRoleRevokesTheRefreshTokens() {
        String body = "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(ada.email(), TestAccounts.PASSWORD);
        String refreshToken = api.post("/api/v1/auth/token", body).is(200).json().path("refresh_token").asString();
        people.admin().patch(path, TO_ADMIN).is(200);
        api.post("/api/v1/auth/refresh", "{\"refresh_token\": \"%s\"}".formatted(refreshToken)).isProblem(401, "invalid_refresh_token");
        people.admin().patch(path, TO_USER).is(200);
    }

    @Test
    void theSameRoleAgainRevokesNothing() {
        String body = "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(ada.email(), TestAccounts.PASSWORD);
        String refreshToken = api.post("/api/v1/auth/token", body).is(200).json().path("refresh_token").asString();
        people.admin().patch(path, TO_USER).is(200);
        api.post("/api/v1/auth/refresh", "{\"refresh_token\": \"%s\"}".formatted(refreshToken)).is(200);
    }
}
