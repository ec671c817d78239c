package dev.tenfold.api.audit;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.tenfold.platform.id.Uuids;
import java.util.UUID;

/** The id of a user, product, order, job or webhook, in a filter of the list. */
public record AuditedId(@JsonValue UUID value) {

    /** @throws IllegalArgumentException when the text is not a UUID */
    @JsonCreator
    public static AuditedId of(String text) {
        return new AuditedId(Uuids.parse(text));
    }
}
