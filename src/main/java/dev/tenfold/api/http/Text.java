package dev.tenfold.api.http;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/** Rules for text. */
public final class Text {

    /** Letters and symbols that show nothing: the fillers of Hangul, and the blank pattern of Braille. */
    private static final String INVISIBLE = "\u115F\u1160\u3164\uFFA0\u2800";

    private Text() {}

    /** The text in the Unicode form NFC, in which equal texts have equal characters. */
    public static String nfc(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    /** Like {@link #nfc}, for a value that may be missing. */
    public static @Nullable String nfcOrNull(@Nullable String text) {
        return text == null ? null : nfc(text);
    }

    /** Whether the text stays on one line and has its characters in their own order: no control characters, line separators or bidi controls. */
    public static boolean isOneLine(String text) {
        return text.codePoints().noneMatch(Text::breaksLine);
    }

    /** The text with a blank in place of each character that {@link #isOneLine} does not allow. */
    public static String oneLine(String text) {
        return text.codePoints().map(c -> breaksLine(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    private static boolean breaksLine(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE || isBidiControl(c);
    }

    /** Whether a reader sees something of the text: it has a character that is neither a blank nor invisible. */
    public static boolean isVisible(String text) {
        return text.codePoints().anyMatch(c -> !isSpace(c) && INVISIBLE.indexOf(c) < 0
                && switch (Character.getType(c)) {
                    case Character.CONTROL, Character.FORMAT, Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.UNASSIGNED,
                            Character.SURROGATE -> false;
                    default -> true;
                });
    }

    /** Whether each character of the text leaves a mark on paper, or is a space: no control or format characters, and no unassigned ones. */
    public static boolean isPrintable(String text) {
        return isVisible(text) && text.codePoints().noneMatch(c -> INVISIBLE.indexOf(c) >= 0 || switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.UNASSIGNED,
                    Character.PRIVATE_USE, Character.SURROGATE -> true;
            default -> false;
        });
    }

    /** The text with a line feed at the end of each line, whatever ended it before: Windows and forms of browsers send CR and LF. */
    public static String unixLines(String text) {
        return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
    }

    /** How many bytes the text has in UTF-8. */
    public static int utf8Length(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3; // two surrogates have four
        }
        return bytes;
    }

    /** Embeddings, overrides and isolates (UAX 9, section 2): they show the text after them in another order. */
    private static boolean isBidiControl(int c) {
        return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    }

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

    /** Whether a character is a space of any script, or ends a line. */
    public static boolean isSpace(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
    }
}
