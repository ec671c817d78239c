package dev.tenfold.security.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** What a user may do: their own business, or everybody's. */
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
