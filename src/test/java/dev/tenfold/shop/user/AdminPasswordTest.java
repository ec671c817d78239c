package dev.tenfold.shop.user;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.services.TenfoldTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A service whose admins may not set the passwords of other users. */
@TenfoldTest(properties = "tenfold.user.admins-set-passwords=false")
class AdminPasswordTest {

    private static final String NEW = "a staple for the battery";

    private final ApiClient api;
    private final TestAccounts people;

    AdminPasswordTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
        this.people = new TestAccounts(api);
    }

    @Test
    void anAdminCannotSetAnothersPassword() {
        Person ada = people.newUser();
        String path = "/api/v1/users/" + ada.id();
        people.admin().patch(path, "{\"name\": \"Countess\", \"password\": \"%s\"}".formatted(NEW)).isProblem(403, "forbidden");
        people.signIn(ada.email());
        people.admin().patch(path, "{\"name\": \"Countess\"}").is(200);
    }

    @Test
    void usersChangeTheirOwn() {
        Person ada = people.newUser();
        ada.api().patch("/api/v1/users/" + ada.id(),
                "{\"password\": \"%s\", \"current_password\": \"%s\"}".formatted(NEW, TestAccounts.PASSWORD)).is(200);
        api.post("/api/v1/auth/token", "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(ada.email(), NEW)).is(200);
    }
}
