package dev.tenfold.messaging.delivery;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.tenfold.platform.id.Uuids;
import java.util.UUID;

/** The id of a delivery: a UUIDv7, so a higher id is newer. */
public record DeliveryId(@JsonValue UUID value) {

    /** @throws IllegalArgumentException when the text is not a UUID */
    @JsonCreator
    public static DeliveryId of(String text) {
        return new DeliveryId(Uuids.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
