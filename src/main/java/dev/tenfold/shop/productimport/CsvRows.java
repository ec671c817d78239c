package dev.tenfold.shop.productimport;

import dev.tenfold.jobs.job.RowReport.Stop;
import dev.tenfold.platform.failure.Failure.Violation;
import dev.tenfold.shop.csv.CsvFile;
import dev.tenfold.shop.csv.CsvItem;
import dev.tenfold.shop.csv.CsvItem.Broken;
import dev.tenfold.shop.csv.CsvItem.Cells;
import dev.tenfold.shop.csv.CsvItem.Stopped;
import dev.tenfold.shop.csv.CsvItem.TooLong;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rows of a CSV file, with the column names in its first row. */
final class CsvRows implements Rows {

    private static final String WRONG_COLUMNS = "wrong_columns";
    private static final String MALFORMED = "malformed_csv";

    private final CsvFile file;
    private final RowMapper mapper;
    private @Nullable Columns columns;
    private @Nullable Stop stop;
    private long rows;
    private boolean isOver;

    CsvRows(CsvFile file, RowMapper mapper) {
        this.file = file;
        this.mapper = mapper;
    }

    @Override
    public @Nullable Row next() throws IOException {
        if (columns == null && !isOver) {
            Row refused = readHead();
            if (refused != null) {
                return refused;
            }
        }
        while (!isOver) {
            CsvItem item = file.next();
            if (item != null && ++rows > RowCounter.MOST_ROWS) {
                item = file.stop(item.line());
            }
            Row row = switch (item) {
                case null -> over();
                case Cells cells -> row(cells);
                case TooLong(long line, long last) -> Row.wrong(line, "", Row.TOO_LONG, Row.LENGTH + unread(line, last));
                case Broken(long line, long last) ->
                        Row.wrong(line, "", MALFORMED, "has a quote in a wrong place, or a quote is missing" + unread(line, last));
                case Stopped(long line, long unread) -> stopped(line, unread, rows > RowCounter.MOST_ROWS
                        ? "The file has more than " + RowCounter.MOST_ROWS + " rows"
                        : "The file has too many rows with a quote in a wrong place, or without its closing quote");
            };
            if (row != null) {
                return row;
            }
        }
        return null;
    }

    private static String unread(long line, long last) {
        return last == line ? "" : "; the lines up to " + last + " are not read";
    }

    private @Nullable Row over() {
        isOver = true;
        return null;
    }

    private @Nullable Row stopped(long line, long unread, String reason) {
        stop = new Stop(line, unread, reason);
        return over();
    }

    /** Reads the names of the columns. Returns an error if the file cannot be read with them. */
    private @Nullable Row readHead() throws IOException {
        CsvItem head = file.head();
        if (!(head instanceof Cells cells)) {
            isOver = true;
            return head instanceof Stopped(long line, long unread) ? refused(line, unread, new Violation("", MALFORMED,
                    "has a quote in a wrong place, lacks a quote, or " + Row.LENGTH)) : null;
        }
        columns = new Columns(cells.values());
        Violation problem = columns.problem(mapper);
        if (problem == null) {
            return null;
        }
        return refused(cells.line(), file.stop(cells.line()).unreadLines(), problem);
    }

    private Row refused(long line, long unread, Violation problem) {
        stopped(line, unread, "The line with the names of the columns " + problem.detail());
        return Row.wrong(line, problem.pointer(), problem.code(), problem.detail());
    }

    private @Nullable Row row(Cells cells) {
        Columns known = Objects.requireNonNull(columns, "the header is read first");
        int count = cells.values().size();
        int unnamed = known.filledWithoutName(cells.values());
        if (unnamed > known.count()) {
            return Row.wrong(cells.line(), "", WRONG_COLUMNS, "has " + count + " cells, not " + known.count());
        }
        if (unnamed > 0) {
            return Row.wrong(cells.line(), "", WRONG_COLUMNS, "has text in column " + unnamed + ", which has no name");
        }
        if (count < known.count() && cells.isCutOff()) {
            return Row.wrong(cells.line(), "", WRONG_COLUMNS,
                    "has " + count + (count == 1 ? " cell" : " cells") + ", not " + known.count() + ", and the file ends there");
        }
        return mapper.row(cells.line(), new RowCells(known, mapper.columns(), cells.values()));
    }

    @Override
    public @Nullable Stop stopped() {
        return stop;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
