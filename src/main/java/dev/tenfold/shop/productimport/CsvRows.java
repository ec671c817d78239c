package dev.tenfold.shop.productimport;

import dev.tenfold.api.http.Text;
import dev.tenfold.shop.product.NewProductRequest;
import dev.tenfold.shop.product.PriceRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * CSV as in RFC 4180, in UTF-8, with the column names in the first line. After a wrong quote the following rows cannot be distinguished, so
 * that row is the last.
 */
final class CsvRows implements Rows {

    private static final String SKU = "sku";
    private static final String NAME = "name";
    private static final String DESCRIPTION = "description";
    private static final String CATEGORY = "category";
    private static final String AMOUNT = "price_amount";
    private static final String CURRENCY = "price_currency";
    private static final String STOCK = "initial_stock";
    private static final Set<String> NEEDED = Set.of(SKU, NAME, CATEGORY, AMOUNT, CURRENCY);
    private static final Set<String> KNOWN = Set.of(SKU, NAME, DESCRIPTION, CATEGORY, AMOUNT, CURRENCY, STOCK);
    private static final String MARK = "\uFEFF";

    private final BoundedReader text;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private List<String> columns = List.of();
    private boolean isOver;

    CsvRows(InputStream bytes) throws IOException {
        this.text = new BoundedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder()), ImportFormat.LONGEST_ROW);
        this.parser = CSVParser.builder().setReader(text).setFormat(CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get()).get();
        this.records = parser.iterator();
    }

    @Override
    public @Nullable Row next() throws IOException {
        if (isOver) {
            return null;
        }
        if (columns.isEmpty()) {
            Row wrong = readHead();
            if (wrong != null) {
                isOver = true;
                return wrong;
            }
        }
        long line = parser.getCurrentLineNumber() + 1;
        try {
            CSVRecord fields = record();
            isOver = fields == null;
            return fields == null ? null : row(line, fields);
        } catch (UncheckedIOException failure) {
            isOver = true;
            return broken(line, failure);
        }
    }

    private @Nullable Row readHead() throws IOException {
        try {
            CSVRecord head = record();
            columns = head == null ? List.of() : head.stream().map(name -> name.startsWith(MARK) ? name.substring(1) : name).toList();
        } catch (UncheckedIOException failure) {
            return broken(1, failure);
        }
        Set<String> missing = new TreeSet<>(NEEDED);
        columns.forEach(missing::remove);
        if (!missing.isEmpty()) {
            return Row.wrong(1, "", "missing_column", "lacks " + String.join(", ", missing));
        }
        Set<String> unknown = new TreeSet<>(columns);
        unknown.removeAll(KNOWN);
        if (!unknown.isEmpty() || Set.copyOf(columns).size() < columns.size()) {
            return Row.wrong(1, "", "unknown_column", unknown.isEmpty() ? "has a column twice" : "has a column that is not known");
        }
        return null;
    }

    private @Nullable CSVRecord record() {
        text.expectRow();
        return records.hasNext() ? records.next() : null;
    }

    /** If the file is invalid, this is its last row; any other failure is thrown. */
    private static Row broken(long line, UncheckedIOException failure) throws IOException {
        return switch (Objects.requireNonNull(failure.getCause(), "the cause is always set")) {
            case BoundedReader.RowTooLong _ -> Row.tooLong(line);
            case CharacterCodingException _ -> Row.wrong(line, "", "malformed_csv", "is not UTF-8, in this line or a little later");
            case CSVException _ -> Row.wrong(line, "", "malformed_csv", "has a quote in a wrong place, or a quote is missing");
            case IOException other -> throw other;
        };
    }

    private Row row(long line, CSVRecord fields) {
        if (fields.size() != columns.size()) {
            return Row.wrong(line, "", "wrong_columns",
                    "has " + fields.size() + (fields.size() == 1 ? " column" : " columns") + ", not " + columns.size());
        }
        for (int i = 0; i < fields.size(); i++) {
            if (!Text.isStorable(fields.get(i))) {
                return Row.wrong(line, "/" + columns.get(i), "wrong_type", "not valid Unicode text");
            }
        }
        try {
            var price = new PriceRequest(number(fields, AMOUNT), field(fields, CURRENCY));
            return Row.of(line, new NewProductRequest(field(fields, SKU), field(fields, NAME), optional(fields, DESCRIPTION),
                    field(fields, CATEGORY), price, optional(fields, STOCK) == null ? null : number(fields, STOCK)));
        } catch (NotANumber wrong) {
            return Row.wrong(line, "/" + wrong.column, "wrong_type", "not a whole number");
        }
    }

    private String field(CSVRecord fields, String column) {
        return fields.get(columns.indexOf(column));
    }

    /** The value of an optional column; null if the column is missing or empty. */
    private @Nullable String optional(CSVRecord fields, String column) {
        int index = columns.indexOf(column);
        return index < 0 || fields.get(index).isEmpty() ? null : fields.get(index);
    }

    private long number(CSVRecord fields, String column) throws NotANumber {
        try {
            return Long.parseLong(field(fields, column));
        } catch (NumberFormatException wrong) {
            throw new NotANumber(column);
        }
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    @SuppressWarnings("serial") // it never leaves this class
    private static final class NotANumber extends Exception {

        private final String column;

        NotANumber(String column) {
            super(column, null, false, false);
            this.column = column;
        }
    }
}
