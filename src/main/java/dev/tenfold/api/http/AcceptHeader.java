package dev.tenfold.api.http;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The header {@code AcceptHeader} (RFC 9110, section 12.5.1), as far as it can be read at a glance. */
public final class AcceptHeader {

    private static final Set<String> JSON = Set.of("*/*", "application/json", "application/json, */*");

    private AcceptHeader() {}

    /** Whether JSON will surely do. Where this is false Spring MVC weighs the media types against each other. */
    public static boolean isPlainlyJson(@Nullable String header) {
        return header == null || JSON.contains(header);
    }
}
