package dev.tenfold.jobs.storage;

import java.util.regex.Pattern;

/** The name of a file: letters, digits, hyphens and dots, so that it is a name in every store and leads nowhere else. */
public record FileName(String value) {

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]*(\\.[A-Za-z0-9-]+)*");

    public FileName {
        if (!ALLOWED.matcher(value).matches()) {
            throw new IllegalArgumentException("not a name of a file");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
