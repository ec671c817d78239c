package dev.tenfold.shop.order;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.tenfold.platform.id.EnumNames;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The status of an order, and the changes that are allowed. */
public enum OrderStatus {
    PENDING, PAID, SHIPPED, DELIVERED, CANCELLED, EXPIRED;

    /** The names that {@link #of} accepts, as a regular expression. */
    static final String NAMES = "^(pending|paid|shipped|delivered|cancelled|expired)$";

    boolean canBecome(OrderStatus next) {
        return switch (this) {
            case PENDING -> next == PAID || next == CANCELLED || next == EXPIRED;
            case PAID -> next == SHIPPED || next == CANCELLED;
            case SHIPPED -> next == DELIVERED;
            case DELIVERED, CANCELLED, EXPIRED -> false;
        };
    }

    /** The statuses from which an order can get this one. */
    List<OrderStatus> before() {
        return Arrays.stream(values()).filter(status -> status.canBecome(this)).toList();
    }

    /** Whether the order was paid and not cancelled since. */
    public boolean isPaid() {
        return this == PAID || this == SHIPPED || this == DELIVERED;
    }

    /** Whether an order that gets this status returns its stock. */
    public boolean returnsStock() {
        return this == CANCELLED || this == EXPIRED;
    }

    /** @throws IllegalArgumentException when there is no such status */
    public static OrderStatus of(String name) {
        return EnumNames.parse(OrderStatus.class, name);
    }

    /** The status's name in JSON and in the database. */
    @JsonValue
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}
