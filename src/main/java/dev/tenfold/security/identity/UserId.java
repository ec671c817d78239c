package dev.tenfold.security.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.tenfold.platform.id.Uuids;
import java.util.UUID;

/** The id of a user. */
public record UserId(@JsonValue UUID value) {

    /** @throws IllegalArgumentException when the text is not a UUID */
    @JsonCreator
    public static UserId of(String text) {
        return new UserId(Uuids.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
