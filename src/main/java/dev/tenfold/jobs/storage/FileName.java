package dev.tenfold.jobs.storage;

import java.util.regex.Pattern;

/** The name of a file: letters, digits, hyphens and dots. So it is valid in every store, and cannot point outside of it. */
public record FileName(String value) {

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]*(\\.[A-Za-z0-9-]+)*");

    public FileName {
        if (!ALLOWED.matcher(value).matches()) {
            throw new IllegalArgumentException("invalid file name");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
