package dev.tenfold.services;

/** Where a PostgreSQL answers, and as whom to sign in. The user is a superuser, so that tests can look behind the scenes. */
public record Postgres(String jdbcUrl, String username, String password) {

    static final String DATABASE = "tenfold";
    static final String SUPERUSER = "postgres";
}
