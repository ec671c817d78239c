package dev.tenfold.jobs.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.tenfold.jobs.storage.FileName;
import dev.tenfold.platform.id.Uuids;
import java.util.UUID;

/** The id of a job: a UUIDv7, so that the higher of two is the newer. */
public record JobId(@JsonValue UUID value) {

    public static JobId next() {
        return new JobId(Uuids.next());
    }

    /** @throws IllegalArgumentException when the text is no UUID */
    @JsonCreator
    public static JobId of(String text) {
        return new JobId(Uuids.parse(text));
    }

    /** The file that the job works from, where it has one. */
    public FileName input() {
        return new FileName(value + ".input");
    }

    /** The file that the job makes, where it makes one. */
    public FileName result() {
        return new FileName(value + ".result");
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
