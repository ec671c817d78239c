package dev.tenfold.api.http;

import java.util.List;
import org.springframework.http.ETag;

/**
 * Strong entity tags (RFC 9110, section 8.8.3). The gzip form of a response has a tag of its own, because its bytes differ: the plain tag
 * with a suffix. When a client sends it back, it means the same version.
 */
public final class EntityTags {

    private static final String GZIP = "-gzip\"";

    private EntityTags() {}

    /** The tag of a version, in quotes. */
    public static String of(long version) {
        return "\"v" + version + "\"";
    }

    /** The tag of the gzip form. */
    public static String gzip(String tag) {
        return tag.substring(0, tag.length() - 1) + GZIP;
    }

    /** Whether {@code If-None-Match} contains the tag, plain or gzip, by weak comparison (RFC 9110, section 13.1.2). */
    public static boolean matches(String ifNoneMatch, String tag) {
        if (ifNoneMatch.equals(tag)) {
            return true;
        }
        List<ETag> tags = ETag.parse(ifNoneMatch);
        return tags.stream().anyMatch(one -> one.isWildcard() || names(one, tag));
    }

    /** Whether a tag is equal to this one or to its gzip form, weak or strong. */
    static boolean names(ETag one, String tag) {
        String text = '"' + one.tag() + '"';
        return text.equals(tag) || text.equals(gzip(tag));
    }
}
