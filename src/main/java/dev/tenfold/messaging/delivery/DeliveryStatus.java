package dev.tenfold.messaging.delivery;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.tenfold.platform.id.EnumNames;
import java.util.Locale;

/** The status of a delivery. */
enum DeliveryStatus {
    /** An attempt is running, or will be made. */
    PENDING,
    /** The receiver has accepted it. */
    SUCCEEDED,
    /** All attempts have failed. */
    FAILED;

    /** The names that {@link #of} accepts, as a regular expression. */
    static final String NAMES = "^(pending|succeeded|failed)$";

    /** @throws IllegalArgumentException when there is no such status */
    static DeliveryStatus of(String name) {
        return EnumNames.parse(DeliveryStatus.class, name);
    }

    /** The status's name in JSON and in the database. */
    @JsonValue
    String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}
