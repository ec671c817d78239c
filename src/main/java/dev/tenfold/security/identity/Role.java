package dev.tenfold.security.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** The role of a user: {@code user} may access only their own data, {@code admin} everybody's. */
public enum Role {
    USER, ADMIN;

    /** @throws IllegalArgumentException when there is no such role */
    @JsonCreator
    public static Role of(String name) {
        return Arrays.stream(values()).filter(role -> role.value().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such role"));
    }

    /** The role's name in JSON, in tokens and in the database. */
    @JsonValue
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}
