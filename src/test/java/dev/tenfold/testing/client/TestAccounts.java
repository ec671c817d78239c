package dev.tenfold.testing.client;

import java.util.UUID;

/** Creates users and signs them in. */
public final class TestAccounts {

    public static final String ADMIN_EMAIL = "admin@tenfold.test";
    public static final String PASSWORD = "correct horse battery";

    private final ApiClient api;

    public TestAccounts(ApiClient api) {
        this.api = api;
    }

    /** A client of the first admin. */
    public ApiClient admin() {
        return signIn(ADMIN_EMAIL);
    }

    /** A new user. */
    public Person newUser() {
        String email = UUID.randomUUID() + "@tenfold.test";
        String body = "{\"name\": \"Nobody Special\", \"email\": \"%s\", \"password\": \"%s\"}".formatted(email, PASSWORD);
        String id = api.post("/api/v1/users", body).is(201).json().path("id").asString();
        return new Person(id, email, signIn(email));
    }

    public ApiClient signIn(String email) {
        String body = "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(email, PASSWORD);
        return api.as(api.post("/api/v1/auth/token", body).is(200).json().path("access_token").asString());
    }

    /** A user, and a client that is signed in as that user. */
    public record Person(String id, String email, ApiClient api) {}
}
