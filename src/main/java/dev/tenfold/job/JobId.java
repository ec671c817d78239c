package dev.tenfold.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.tenfold.id.Uuids;
import java.util.UUID;

/** The id of a job: a UUIDv7, so that the higher of two is the newer. */
public record JobId(@JsonValue UUID value) {

    static JobId next() {
        return new JobId(Uuids.next());
    }

    /** @throws IllegalArgumentException when the text is no UUID */
    @JsonCreator
    public static JobId of(String text) {
        return new JobId(Uuids.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
