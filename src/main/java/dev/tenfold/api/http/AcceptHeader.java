package dev.tenfold.api.http;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads simple forms of the {@code Accept} header (RFC 9110, section 12.5.1). */
public final class AcceptHeader {

    private static final Set<String> JSON = Set.of("*/*", "application/json", "application/json, */*");

    private AcceptHeader() {}

    /** Whether the client certainly accepts JSON. If this is false, Spring MVC decides. */
    public static boolean isPlainlyJson(@Nullable String header) {
        return header == null || JSON.contains(header);
    }
}
