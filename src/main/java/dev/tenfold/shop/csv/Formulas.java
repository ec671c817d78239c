package dev.tenfold.shop.csv;

import dev.tenfold.api.http.Text;
import java.text.Normalizer;

/**
 * Text that a spreadsheet would take for a formula (OWASP, "CSV Injection"). Such text begins with a tab or a line end, or its first visible
 * character is one of {@code = + - @}, also in another form such as the full-width {@code ＝}.
 */
public final class Formulas {

    private static final String SIGNS = "=+-@\u2212";
    private static final char APOSTROPHE = '\'';

    private Formulas() {}

    /** The text with an apostrophe before it if it could be a formula: a spreadsheet then shows it as text. */
    public static String harmless(String text) {
        return isFormula(text, afterApostrophes(text)) ? APOSTROPHE + text : text;
    }

    /** The text that {@link #harmless} was called with. An apostrophe before anything else than a formula is a part of the text. */
    public static String original(String text) {
        int formula = afterApostrophes(text);
        return formula > 0 && isFormula(text, formula) ? text.substring(1) : text;
    }

    /** Text with apostrophes before a formula gets another one: otherwise {@link #original} would remove one that is part of the text. */
    private static int afterApostrophes(String text) {
        int start = 0;
        while (start < text.length() && text.charAt(start) == APOSTROPHE) {
            start++;
        }
        return start;
    }

    private static boolean isFormula(String text, int start) {
        if (start < text.length() && "\t\r\n".indexOf(text.charAt(start)) >= 0) {
            return true;
        }
        int i = start;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            if (!isBlank(c)) {
                return isSign(c);
            }
            i += Character.charCount(c);
        }
        return false;
    }

    private static boolean isBlank(int c) {
        return Text.isSpace(c) || Character.isISOControl(c)
                || Character.getType(c) == Character.FORMAT;
    }

    /** Whether a character is one of the signs, or another form of one: full width, small, superscript, subscript. */
    private static boolean isSign(int c) {
        return SIGNS.indexOf(c) >= 0
                || (c > '~' && SIGNS.contains(Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC)));
    }
}
