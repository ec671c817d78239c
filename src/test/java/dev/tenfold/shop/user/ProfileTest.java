package dev.tenfold.shop.user;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProfileTest {

    private final ApiClient api;
    private final TestAccounts people;
    private final Person ada;

    ProfileTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
        this.people = new TestAccounts(api);
        this.ada = people.newUser();
    }

    @Test
    void usersReadThemselvesByIdAndAsMe() {
        ApiResponse byId = ada.api().get("/api/v1/users/" + ada.id()).is(200);
        assertThat(byId.json().path("id").asString()).isEqualTo(ada.id());
        assertThat(byId.json().path("email").asString()).isEqualTo(ada.email());
        assertThat(byId.json().propertyNames()).containsExactlyInAnyOrder("id", "name", "email", "role", "created_at");
        assertThat(ada.api().get("/api/v1/users/me").is(200).json()).isEqualTo(byId.json());
    }

    @Test
    void adminsReadAllProfiles() {
        assertThat(people.admin().get("/api/v1/users/" + ada.id()).is(200).json().path("email").asString()).isEqualTo(ada.email());
    }

    @Test
    void forOtherUsersAProfileLooksLikeAnUnknownOne() {
        var stranger = people.newUser().api();
        ApiResponse somebody = stranger.get("/api/v1/users/" + ada.id()).isProblem(404, "not_found");
        ApiResponse nobody = stranger.get("/api/v1/users/" + UUID.randomUUID()).isProblem(404, "not_found");
        assertThat(somebody.json().path("detail")).isEqualTo(nobody.json().path("detail"));
    }

    @Test
    void withoutATokenNoProfileIsRead() {
        assertThat(api.get("/api/v1/users/" + ada.id()).isProblem(401, "unauthenticated").header("WWW-Authenticate")).startsWith("Bearer");
        api.get("/api/v1/users/me").isProblem(401, "unauthenticated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1-1-1-1-1", "ME", "0190b8e0-0000-7000-8000-00000000000g", "%27%20OR%201=1", "null"})
    void anIdThatIsNoUuidIsRefused(String id) {
        people.admin().get("/api/v1/users/" + id).isProblem(400, "invalid_parameter");
    }

    @Test
    void responsesMustNotBeCached() {
        for (String path : new String[]{"/api/v1/users/me", "/api/v1/users/" + ada.id()}) {
            assertThat(ada.api().get(path).is(200).header("Cache-Control")).isEqualTo("private, no-store");
        }
    }

    @Test
    void anUnchangedProfileIsNotModified() {
        String tag = ada.api().get("/api/v1/users/" + ada.id()).is(200).header("ETag");
        assertThat(tag).startsWith("\"");

        for (String path : new String[]{"/api/v1/users/me", "/api/v1/users/" + ada.id()}) {
            ApiResponse same = ada.api().with("If-None-Match", tag).get(path).is(304);
            assertThat(same.body()).isEmpty();
            assertThat(same.header("ETag")).isEqualTo(tag);
            assertThat(same.header("Cache-Control")).isEqualTo("private, no-store");
        }

        ada.api().patch("/api/v1/users/" + ada.id(), "{\"name\": \"Ada King\"}").is(200);
        ApiResponse changed = ada.api().with("If-None-Match", tag).get("/api/v1/users/" + ada.id()).is(200);
        assertThat(changed.json().path("name").asString()).isEqualTo("Ada King");
        assertThat(changed.header("ETag")).isNotEqualTo(tag);
    }
}
