package dev.tenfold.security.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.tenfold.platform.id.EnumNames;
import java.util.Locale;

/** The role of a user: {@code user} may access only their own data, {@code admin} everybody's. */
public enum Role {
    USER, ADMIN;

    /** @throws IllegalArgumentException when there is no such role */
    @JsonCreator
    public static Role of(String name) {
        return EnumNames.parse(Role.class, name);
    }

    /** The role's name in JSON, in tokens and in the database. */
    @JsonValue
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}
