package dev.tenfold.api.audit;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.tenfold.platform.id.EnumNames;
import java.util.Locale;

/** Whether what was tried has happened. */
enum AuditOutcome {
    SUCCEEDED, FAILED;

    /** @throws IllegalArgumentException when there is no such outcome */
    static AuditOutcome of(String name) {
        return EnumNames.parse(AuditOutcome.class, name);
    }

    /** The outcome's name in JSON and in the database. */
    @JsonValue
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}
