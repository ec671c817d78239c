package dev.tenfold.api.http;

/** What text may be. */
public final class Text {

    private Text() {}

    /** Whether PostgreSQL can hold the text: it bears no U+0000 and no half of a surrogate pair. */
    public static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isLowSurrogate(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c) && (++i == text.length() || !Character.isLowSurrogate(text.charAt(i)))) {
                return false;
            }
        }
        return true;
    }

    /** Whether the text is one that a header may bear: assigned characters, and no control characters but the tab (RFC 9110, section 5.5). */
    public static boolean isHeaderValue(String text) {
        return isPrintableAscii(text)
                || text.codePoints().allMatch(c -> c == '\t' || (!Character.isISOControl(c) && Character.isDefined(c)));
    }

    /** Whether the text is of the characters from the blank to the tilde only. */
    public static boolean isPrintableAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }
}
