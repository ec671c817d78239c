package dev.tenfold.shop;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.tenfold.platform.id.Uuids;
import java.util.UUID;

/** The id of a product. */
public record ProductId(@JsonValue UUID value) {

    /** @throws IllegalArgumentException when the text is not a UUID */
    @JsonCreator
    public static ProductId of(String text) {
        return new ProductId(Uuids.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
