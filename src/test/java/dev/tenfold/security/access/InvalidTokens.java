package dev.tenfold.security.access;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.client.TestUsers;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/** Access tokens that an admin could use if it were not for one fault. */
final class InvalidTokens {

    private static final String ADMIN = "{\"role\": \"admin\"}";

    private final ApiClient anyone;
    private final TestAccounts accounts;
    private final ApiClient operator;

    private InvalidTokens(ApiClient anyone) {
        this.anyone = anyone;
        this.accounts = new TestAccounts(anyone);
        this.operator = accounts.admin();
    }

    /** A token of each kind, by what is wrong with it. */
    static Map<String, String> all(ApiClient anyone, TestUsers users) {
        var tokens = new InvalidTokens(anyone);
        UUID admin = users.admin().id();
        String valid = TestUsers.token(admin, "admin", UnaryOperator.identity());
        anyone.as(valid).get("/api/v1/users").is(200);
        Map<String, String> all = new LinkedHashMap<>();
        all.put("expired", TestUsers.token(admin, "admin", claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(60)))));
        all.put("for another audience", TestUsers.token(admin, "admin", claims -> claims.audience("another-api")));
        all.put("with another signature", valid.substring(0, valid.lastIndexOf('.')) + "." + "A".repeat(342));
        all.put("no token", "rubbish");
        all.put("of a deleted admin", tokens.ofDeleted());
        all.put("of a former admin", tokens.ofDemoted());
        all.put("of an admin who signed out", tokens.ofSignedOut());
        return all;
    }

    private String ofDeleted() {
        Person admin = admin();
        String token = signIn(admin).path("access_token").asString();
        anyone.as(token).get("/api/v1/users").is(200);
        operator.delete("/api/v1/users/" + admin.id()).is(204);
        return token;
    }

    private String ofDemoted() {
        Person admin = admin();
        String token = signIn(admin).path("access_token").asString();
        anyone.as(token).get("/api/v1/users").is(200);
        operator.patch("/api/v1/users/" + admin.id(), "{\"role\": \"user\"}").is(200);
        return token;
    }

    private String ofSignedOut() {
        JsonNode tokens = signIn(admin());
        String token = tokens.path("access_token").asString();
        anyone.as(token).get("/api/v1/users").is(200);
        anyone.post("/api/v1/auth/logout", "{\"refresh_token\": \"%s\"}".formatted(tokens.path("refresh_token").asString())).is(204);
        return token;
    }

    private Person admin() {
        Person person = accounts.newUser();
        operator.patch("/api/v1/users/" + person.id(), ADMIN).is(200);
        return person;
    }

    private JsonNode signIn(Person person) {
        return anyone
                .post("/api/v1/auth/token", "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(person.email(), TestAccounts.PASSWORD))
                .is(200).json();
    }
}
