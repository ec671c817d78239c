package dev.tenfold.shop.productimport;

import dev.tenfold.api.http.Text;
import dev.tenfold.platform.failure.Failure.Violation;
import dev.tenfold.shop.csv.CsvEncoding;
import dev.tenfold.shop.csv.Formulas;
import dev.tenfold.shop.product.ProductRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The cells of a row by the names of their values. Collects the errors of the row. */
final class RowCells {

    static final String NOT_TEXT =
            "has bytes that are not text in the encoding of the file. If it is not UTF-8, it is probably Windows-1252, "
                    + "as Excel writes \"CSV\": save it as \"CSV UTF-8\", or send it as text/csv;charset=windows-1252";
    static final String MINOR_UNITS = "must be a whole number in minor units, with digits only: 1999 for 19.99";

    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final int MOST_DIGITS = 18;

    private final Columns columns;
    private final Map<String, List<String>> names;
    private final List<String> values;
    private final List<Violation> errors = new ArrayList<>();

    RowCells(Columns columns, Map<String, List<String>> names, List<String> values) {
        this.columns = columns;
        this.names = names;
        this.values = values;
    }

    /** The text of a value. Null if the file or this row does not have the column; empty if the cell is empty. */
    @Nullable
    String text(String value) {
        String found = null;
        for (String column : names.getOrDefault(value, List.of())) {
            int place = columns.place(column);
            if (place >= 0 && place < values.size() && (found == null || found.isBlank())) {
                found = values.get(place);
            }
        }
        if (found == null) {
            return null;
        }
        if (found.indexOf(CsvEncoding.UNREADABLE) >= 0) {
            refuse(value, "malformed_csv", NOT_TEXT);
            return null;
        }
        if (!Text.isStorable(found)) {
            refuse(value, "wrong_type", "not valid Unicode text");
            return null;
        }
        return Formulas.original(found);
    }

    /** Like {@link #text}, with an empty text if the column is absent. */
    String textOrEmpty(String value) {
        String text = text(value);
        return text == null ? "" : text.strip();
    }

    /** Like {@link #text}, but an empty cell is an error, described by a hint. */
    @Nullable
    String filled(String value, String hint) {
        String text = text(value);
        if (text != null && text.isBlank()) {
            refuse(value, "required", "is empty; " + hint);
            return null;
        }
        return text;
    }

    /** A whole number in ASCII digits. Blanks around it are left out. */
    @Nullable
    Long number(String value, String text, String rule) {
        String digits = text.strip();
        if (!DIGITS.matcher(digits).matches()) {
            refuse(value, "wrong_type", rule);
            return null;
        }
        if (digits.length() > MOST_DIGITS) {
            refuse(value, "out_of_range", "has too many digits");
            return null;
        }
        return Long.valueOf(digits);
    }

    void refuse(String value, String code, String detail) {
        errors.add(new Violation("/" + value, code, detail));
    }

    boolean hasErrors() {
        return !errors.isEmpty();
    }

    /** The row with a product, or with the errors that were found. */
    Row row(long line, ProductRow product) {
        return errors.isEmpty() ? Row.of(line, product) : refused(line);
    }

    Row refused(long line) {
        return Row.wrong(line, List.copyOf(errors));
    }
}
