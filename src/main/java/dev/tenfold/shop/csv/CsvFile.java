package dev.tenfold.shop.csv;

import dev.tenfold.shop.csv.CsvItem.Broken;
import dev.tenfold.shop.csv.CsvItem.Cells;
import dev.tenfold.shop.csv.CsvItem.Stopped;
import dev.tenfold.shop.csv.CsvItem.TooLong;
import dev.tenfold.shop.csv.RowWindow.RowTooLong;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Objects;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads a CSV file row by row. Encoding and delimiter are recognized. Rows without content are passed over.
 *
 * <p><b>A broken quote.</b> After a quote in a wrong place, or one that is never closed, nobody can know where the row was meant to end: the
 * following lines may be rows, or they may belong to the broken field. So a line after the broken one is taken for a row only if it has exactly
 * as many cells as the header, and no quote in a cell without quotes, as the line that ends the broken field has. The lines before it are left
 * out, and reported together with the broken row. A line within the broken field is confused with a row only if it has as many delimiters as the
 * header. Each broken row may be read twice. So that a file of nothing else does not take hours, reading stops after {@value #MOST_BROKEN} of
 * them, at the next one.
 */
public final class CsvFile implements Closeable {

    static final int MOST_BROKEN = 100;

    private final int longestRow;
    private final RowWindow window;
    private CSVParser parser;
    private Iterator<CSVRecord> records;
    private char delimiter;
    private long parsedFrom;
    private long nextLine;
    private int columns;
    private int broken;
    private @Nullable CsvItem pending;
    private boolean isOver;

    /**
     * @param named the encoding that the request names; null if it names none
     * @param longestRow the maximum number of characters in a row
     */
    public CsvFile(InputStream bytes, @Nullable CsvEncoding named, int longestRow) throws IOException {
        this.longestRow = longestRow;
        this.window = new RowWindow(new LineReader(CsvEncoding.open(bytes, named)), 2 * longestRow);
        long headLine = findHead();
        this.parser = CSVParser.builder().setReader(window).setFormat(Dialect.format(delimiter)).get();
        this.records = parser.iterator();
        start(headLine);
    }

    /** Finds the first line with content after those that only Excel ({@code sep=;}) and PowerShell ({@code #TYPE}) read, and the delimiter. */
    private long findHead() throws IOException {
        long line = 1;
        String text = window.line(line);
        Character named = text == null ? null : Dialect.named(text).orElse(null);
        if (named != null) {
            text = window.line(++line);
        }
        while (text != null && (text.isBlank() || text.startsWith("#TYPE "))) {
            text = window.line(++line);
        }
        delimiter = named == null ? Dialect.of(text == null ? "" : text) : named;
        return line;
    }

    /** The row with the names of the columns. The rows after it are compared with it. */
    public @Nullable CsvItem head() throws IOException {
        CsvItem head = next();
        if (head instanceof Cells cells) {
            columns = cells.values().size();
            return head;
        }
        return head == null ? null : stop(head.line());
    }

    /** The next item, or null at the end. */
    public @Nullable CsvItem next() throws IOException {
        if (pending != null) {
            CsvItem item = pending;
            pending = null;
            return item;
        }
        while (!isOver) {
            CsvItem item = read();
            if (item instanceof Broken first) {
                return broken == MOST_BROKEN || columns == 0 ? stop(first.line()) : skipAfter(first);
            }
            if (!(item instanceof Cells cells && cells.isEmpty())) {
                return item;
            }
        }
        return null;
    }

    /** Finds the next row after a broken one. */
    private Broken skipAfter(Broken first) throws IOException {
        broken++;
        restart(first.line() + 1);
        while (true) {
            CsvItem item = read();
            switch (item) {
                case null -> {
                    return new Broken(first.line(), Math.max(first.line(), nextLine - 1));
                }
                case Cells cells when cells.isEmpty() || cells.values().size() != columns || hasStrayQuote(cells) -> {} // perhaps still the broken row
                case TooLong _ -> {} // likewise
                case Broken other -> {
                    restart(other.line()); // it is read again as the next item
                    return new Broken(first.line(), other.line() - 1);
                }
                default -> {
                    pending = item;
                    return new Broken(first.line(), item.line() - 1);
                }
            }
        }
    }

    private boolean hasStrayQuote(Cells row) {
        String text = window.textBefore(nextLine);
        return row.values().stream().anyMatch(value -> value.contains("\"") && !text.contains("\"" + value.replace("\"", "\"\"") + "\""));
    }

    /** Stops before a line: the rest of the file cannot be read. */
    public Stopped stop(long line) throws IOException {
        isOver = true;
        pending = null;
        return new Stopped(line, Math.max(1, window.skipToEnd() - line + 1));
    }

    /** Reads one row; null at the end of the file. A broken row has only its first line. */
    private @Nullable CsvItem read() throws IOException {
        long line = nextLine;
        window.begin(line);
        try {
            if (!records.hasNext()) {
                isOver = true;
                return null;
            }
            CSVRecord row = records.next();
            nextLine = parsedFrom + parser.getCurrentLineNumber();
            return window.lengthBefore(nextLine) > longestRow ? new TooLong(line, nextLine - 1)
                    : new Cells(line, row.toList(), window.isCutOff(nextLine - 1));
        } catch (UncheckedIOException failure) {
            return switch (Objects.requireNonNull(failure.getCause(), "the cause is always set")) {
                case RowTooLong _ when window.isWithin(line) -> {
                    restart(line + 1);
                    yield new TooLong(line, line);
                }
                case CSVException _,RowTooLong _ -> new Broken(line, line);
                case IOException other -> throw other;
            };
        }
    }

    private void restart(long line) throws IOException {
        parser = CSVParser.builder().setReader(window).setFormat(Dialect.format(delimiter)).get();
        records = parser.iterator();
        start(line);
        isOver = false;
    }

    private void start(long line) {
        window.restart(line);
        parsedFrom = line;
        nextLine = line;
    }

    @Override
    public void close() throws IOException {
        window.close();
    }
}
