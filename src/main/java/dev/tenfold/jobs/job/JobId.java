package dev.tenfold.jobs.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.tenfold.jobs.storage.FileName;
import dev.tenfold.platform.id.Uuids;
import java.util.UUID;

/** The id of a job: a UUIDv7, so a higher id is newer. */
public record JobId(@JsonValue UUID value) {

    public static JobId next() {
        return new JobId(Uuids.next());
    }

    /** @throws IllegalArgumentException when the text is not a UUID */
    @JsonCreator
    public static JobId of(String text) {
        return new JobId(Uuids.parse(text));
    }

    /** The name of the job's input file, if it has one. */
    public FileName input() {
        return new FileName(value + ".input");
    }

    /** The name of the job's result file, if it creates one. */
    public FileName result() {
        return new FileName(value + ".result");
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
