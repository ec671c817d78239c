package dev.tenfold.jobs.job;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.tenfold.platform.id.EnumNames;
import java.util.Locale;

/** The status of a job. */
public enum JobStatus {
    QUEUED, RUNNING, SUCCEEDED, FAILED;

    /** The names that {@link #of} accepts, as a regular expression. */
    static final String NAMES = "^(queued|running|succeeded|failed)$";

    /** @throws IllegalArgumentException when there is no such status */
    static JobStatus of(String name) {
        return EnumNames.parse(JobStatus.class, name);
    }

    /** The status's name in JSON and in the database. */
    @JsonValue
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}
