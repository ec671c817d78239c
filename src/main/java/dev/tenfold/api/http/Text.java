package dev.tenfold.api.http;

/** Rules for text. */
public final class Text {

    private Text() {}

    /** Whether PostgreSQL can store the text: it contains no U+0000 and no unpaired surrogate. */
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

    /**
     * Whether the text may be the value of a header: only assigned characters, and no control characters except the tab (RFC 9110,
     * section 5.5).
     */
    public static boolean isHeaderValue(String text) {
        return isPrintableAscii(text)
                || text.codePoints().allMatch(c -> c == '\t' || (!Character.isISOControl(c) && Character.isDefined(c)));
    }

    /** Whether the text contains only the characters from space to tilde. */
    public static boolean isPrintableAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }
}
