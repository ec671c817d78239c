package dev.tenfold.shop.csv;

import java.util.Locale;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;

/** The delimiter of a CSV file: a comma, a semicolon, a tab or a vertical bar. */
final class Dialect {

    private static final String DELIMITERS = ",;\t|";
    private static final String EXCEL = "sep=";

    private Dialect() {}

    /** RFC 4180, but with this delimiter, and with empty lines as rows: so each row's line number is known. */
    static CSVFormat format(char delimiter) {
        return CSVFormat.RFC4180.builder().setDelimiter(delimiter).setIgnoreEmptyLines(false).get();
    }

    /** The delimiter that a first line like {@code sep=;} names. Excel writes and reads such lines; they are not a row. */
    static Optional<Character> named(String line) {
        String text = line.replace("\r", "").replace("\n", "");
        boolean names = text.length() == EXCEL.length() + 1 && text.toLowerCase(Locale.ROOT).startsWith(EXCEL)
                && DELIMITERS.indexOf(text.charAt(EXCEL.length())) >= 0;
        return names ? Optional.of(text.charAt(EXCEL.length())) : Optional.empty();
    }

    /** The delimiter that the line with the column names has most often outside of quotes; a comma if it has none. */
    static char of(String head) {
        int[] counts = new int[DELIMITERS.length()];
        boolean isQuoted = false;
        for (int i = 0; i < head.length(); i++) {
            char c = head.charAt(i);
            isQuoted ^= c == '"';
            int delimiter = isQuoted ? -1 : DELIMITERS.indexOf(c);
            if (delimiter >= 0) {
                counts[delimiter]++;
            }
        }
        int best = 0;
        for (int i = 1; i < counts.length; i++) {
            best = counts[i] > counts[best] ? i : best;
        }
        return DELIMITERS.charAt(best);
    }
}
