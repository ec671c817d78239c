package dev.tenfold.shop.order;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.tenfold.platform.id.Uuids;
import java.util.UUID;

/** The id of an order: a UUIDv7, so a higher id is newer. */
public record OrderId(@JsonValue UUID value) {

    /** @throws IllegalArgumentException when the text is not a UUID */
    @JsonCreator
    public static OrderId of(String text) {
        return new OrderId(Uuids.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
