package dev.tenfold.api.route;

import dev.tenfold.platform.tracing.CurrentRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A version of the API. All versions run side by side, and each has its own paths: {@code /api/v1} and {@code /api/v2}. The oldest comes
 * first.
 */
public enum ApiVersion {
    V1, V2;

    /** The beginning of all paths that have a version, as a template. {@link #path} puts a version into it. */
    public static final String ROOT = "/api/{version}";

    private static final String VARIABLE = "{version}";
    private static final String BEGINNING = "/api/v";

    /** The name in paths, such as {@code v1}. */
    public String segment() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The number, as Spring's {@code version = "1"} has it. */
    public String number() {
        return segment().substring(1);
    }

    /** The next version, or null for the latest. */
    public @Nullable ApiVersion successor() {
        return this == V1 ? V2 : null;
    }

    /**
     * The path in this version.
     * @param template such as {@link Routes#ORDERS}, or a path below it
     */
    public String path(String template) {
        return template.replace(VARIABLE, segment());
    }

    /** The paths of a template in these versions. A path that has no version is the same in all. */
    public static Stream<String> paths(String template, List<ApiVersion> versions) {
        return template.contains(VARIABLE) ? versions.stream().map(version -> version.path(template)) : Stream.of(template);
    }

    /**
     * The version of a path, or null if it has none. Creates no objects.
     * @param path decoded
     */
    public static @Nullable ApiVersion ofPath(String path) {
        int number = BEGINNING.length();
        if (path.length() <= number + 1 || path.charAt(number + 1) != '/' || !path.startsWith(BEGINNING)) {
            return null;
        }
        return switch (path.charAt(number)) {
            case '1' -> V1;
            case '2' -> V2;
            default -> null;
        };
    }

    /** The version of the request that this thread handles; the oldest if its path has none. */
    public static ApiVersion ofCurrentRequest() {
        HttpServletRequest request = CurrentRequest.get();
        ApiVersion version = request == null ? null : ofPath(request.getServletPath());
        return version == null ? V1 : version;
    }

    /**
     * The version with this number or segment.
     * @throws IllegalArgumentException if there is no such version
     */
    public static ApiVersion parse(String text) {
        return switch (text) {
            case "1", "v1" -> V1;
            case "2", "v2" -> V2;
            default -> throw new IllegalArgumentException("There is no version " + text);
        };
    }

    /** The versions that a mapping is for: {@code 1} is only this one, {@code 1+} is this one and all later ones. */
    public static List<ApiVersion> declared(String condition) {
        if (!condition.endsWith("+")) {
            return List.of(parse(condition));
        }
        ApiVersion first = parse(condition.substring(0, condition.length() - 1));
        return Stream.of(values()).filter(version -> version.compareTo(first) >= 0).toList();
    }
}
