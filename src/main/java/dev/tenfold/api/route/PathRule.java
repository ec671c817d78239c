package dev.tenfold.api.route;

import java.util.List;

/** A path pattern that is matched without creating objects: {@code *} matches one segment, {@code **} at the end matches the rest. */
public final class PathRule {

    private static final String REST = "/**";
    private static final String ONE = "*";

    private final String prefix;
    /** What each matching path begins with: excludes most paths before their segments are compared. */
    private final String beginning;
    private final boolean rest;
    private final List<String> segments;

    private PathRule(String prefix, boolean rest, List<String> segments) {
        this.prefix = prefix;
        this.beginning = segments.isEmpty() ? prefix : prefix.substring(0, prefix.indexOf(ONE));
        this.rest = rest;
        this.segments = segments;
    }

    /**
     * The rule of a pattern. Spring calls it for settings.
     *
     * @param pattern such as {@code /api/*} or {@code /api/**}
     * @throws IllegalArgumentException if it is not one
     */
    public static PathRule of(String pattern) {
        if (!isValid(pattern)) {
            throw new IllegalArgumentException("a path starts with /, and has * for one segment or ** at the end for the rest");
        }
        boolean rest = pattern.endsWith(REST);
        String path = rest ? pattern.substring(0, pattern.length() - REST.length()) : pattern;
        return new PathRule(path, rest, path.contains(ONE) ? split(path) : List.of());
    }

    /** @param path decoded, without path parameters */
    public boolean matches(String path) {
        if (segments.isEmpty()) {
            return rest ? path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/')
                    : path.equals(prefix);
        }
        if (!path.startsWith(beginning)) {
            return false;
        }
        int at = 0;
        for (String segment : segments) {
            if (at >= path.length() || path.charAt(at) != '/') {
                return false;
            }
            int next = path.indexOf('/', at + 1);
            int end = next < 0 ? path.length() : next;
            boolean fits = segment.equals(ONE) ? end > at + 1 : end - at - 1 == segment.length() && path.startsWith(segment, at + 1);
            if (!fits) {
                return false;
            }
            at = end;
        }
        return rest || at == path.length();
    }

    private static boolean isValid(String pattern) {
        String before = pattern.endsWith(REST) ? pattern.substring(0, pattern.length() - 2) : pattern;
        return pattern.startsWith("/")
                && split(before).stream().allMatch(segment -> segment.equals(ONE) || segment.indexOf('*') < 0);
    }

    private static List<String> split(String path) {
        return List.of(path.substring(Math.min(1, path.length())).split("/", -1));
    }
}
