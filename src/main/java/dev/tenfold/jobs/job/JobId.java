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

    /**
     * The name of the result file that an attempt creates. Each attempt has its own, so that one that ends late cannot replace the file of
     * a newer one. The first has the name that earlier releases use for all.
     * @param attempt its number, from 1
     */
    FileName result(int attempt) {
        return new FileName(value + (attempt == 1 ? "" : "." + attempt) + ".result");
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
