package dev.tenfold.api.http;

import java.util.List;
import java.util.regex.Pattern;
import org.springframework.http.ETag;

/**
 * Strong entity tags (RFC 9110, section 8.8.3). The gzip form of a response has a tag of its own, because its bytes differ: the plain tag
 * with a suffix. When a client sends it back, it means the same version.
 */
public final class EntityTags {

    private static final String GZIP = "-gzip\"";
    private static final Pattern LIST = list("(?:W/)?\"[\\x21\\x23-\\x7E\\x80-\\xFF]*+\"");

    private EntityTags() {}

    /** One tag or more, with blanks and empty elements between them (RFC 9110, section 5.6.1.2). */
    private static Pattern list(String tag) {
        String comma = "[ \\t]*+,[ \\t,]*+";
        return Pattern.compile("[ \\t,]*+" + tag + "(?:" + comma + tag + ")*+[ \\t,]*+");
    }

    /** The tag of a version, in quotes. */
    public static String of(long version) {
        return "\"v" + version + "\"";
    }

    /** The tag of the gzip form. */
    public static String gzip(String tag) {
        return tag.substring(0, tag.length() - 1) + GZIP;
    }

    /** Whether the text is {@code *} or entity tags in quotes, separated by commas (RFC 9110, sections 8.8.3 and 13.1.1). */
    public static boolean isList(String header) {
        return header.equals("*") || LIST.matcher(header).matches();
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
