package dev.tenfold.api.http;

import java.util.List;
import org.springframework.http.ETag;

/**
 * Strong entity tags (RFC 9110, section 8.8.3). The gzip form of an answer has a tag of its own, because its bytes are others; it is the plain
 * one's with a suffix, and stands for the same version wherever a client sends it back.
 */
public final class EntityTags {

    private static final String GZIP = "-gzip\"";

    private EntityTags() {}

    /** The tag of a version, with its quotes. */
    public static String of(long version) {
        return "\"v" + version + "\"";
    }

    /** The tag of the gzip form. */
    public static String gzip(String tag) {
        return tag.substring(0, tag.length() - 1) + GZIP;
    }

    /** Whether {@code If-None-Match} names the tag, in either form and by the weak comparison (RFC 9110, section 13.1.2). */
    public static boolean matches(String ifNoneMatch, String tag) {
        if (ifNoneMatch.equals(tag)) {
            return true;
        }
        List<ETag> tags = ETag.parse(ifNoneMatch);
        return tags.stream().anyMatch(one -> one.isWildcard() || names(one, tag));
    }

    /** Whether a tag is this one, or its gzip form; weak or not. */
    static boolean names(ETag one, String tag) {
        String text = '"' + one.tag() + '"';
        return text.equals(tag) || text.equals(gzip(tag));
    }
}
