package dev.tenfold.shop.csv;

import java.util.List;

/** What comes next in a CSV file. */
public sealed interface CsvItem {

    /** The line of the file where it begins, from 1. */
    long line();

    /**
     * A row with its cells.
     * @param isCutOff whether the file ends within its last line, so that this row may be incomplete
     */
    record Cells(long line, List<String> values, boolean isCutOff) implements CsvItem {

        /** Whether the row has nothing in it, such as a blank line or a line of commas. */
        boolean isEmpty() {
            return values.stream().allMatch(String::isBlank);
        }
    }

    /**
     * A row with more characters than allowed.
     * @param lastLine the last line that is left out because of it
     */
    record TooLong(long line, long lastLine) implements CsvItem {}

    /**
     * A row with a quote in a wrong place, or without its closing quote.
     * @param lastLine the last line that is left out because of it
     */
    record Broken(long line, long lastLine) implements CsvItem {}

    /**
     * Reading stops here: this is the last item.
     * @param unreadLines how many lines of the file are not read, with this one
     */
    record Stopped(long line, long unreadLines) implements CsvItem {}
}
