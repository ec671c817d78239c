package dev.tenfold.messaging.delivery;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** Where a delivery stands. */
enum DeliveryStatus {
    /** It is tried, or waits to be tried. */
    PENDING,
    /** The receiver has taken it. */
    SUCCEEDED,
    /** The receiver has not, and it is not tried any more. */
    FAILED;

    /** What {@link #of} takes, as a regular expression. */
    static final String NAMES = "^(pending|succeeded|failed)$";

    /** @throws IllegalArgumentException when there is no such status */
    static DeliveryStatus of(String name) {
        return Arrays.stream(values()).filter(status -> status.value().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such status"));
    }

    /** The status's name in JSON and in the database. */
    @JsonValue
    String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}
