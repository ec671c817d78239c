package dev.tenfold.api.problem;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.services.TenfoldTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** A small body cannot cause a huge response. */
@TenfoldTest
class ManyViolationsTest {

    private final ApiClient user;

    ManyViolationsTest(@LocalServerPort int port) {
        user = new TestAccounts(new ApiClient(port)).newUser().api();
    }

    @Test
    void aResponseHasAtMostAThousandViolations() {
        String body = "{\"items\": [" + "{},".repeat(5_000) + "{}]}";
        var problem = user.newKey().post("/api/v1/orders", body).isProblem(422, "invalid");
        assertThat(problem.json().path("errors").size()).isEqualTo(1000);
        assertThat(problem.json().path("errors").path(0).path("pointer").asString()).as("the list's own comes first").isEqualTo("/items");
    }
}
