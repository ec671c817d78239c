package dev.tenfold.shop.payment;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.tenfold.platform.id.EnumNames;
import java.util.Locale;

/** The status of a payment. Only {@code succeeded} marks an order as paid. */
public enum PaymentStatus {
    PENDING, SUCCEEDED, FAILED;

    /** @throws IllegalArgumentException when there is no such status */
    @JsonCreator
    public static PaymentStatus of(String name) {
        return EnumNames.parse(PaymentStatus.class, name);
    }

    /** The status's name in JSON. */
    @JsonValue
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}
