package dev.tenfold.shop.productimport;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the rows of one kind of CSV file become products. It may remember earlier rows of the file. */
interface RowMapper {

    /** Names of values, and for each the columns that may have it. The first one with text is taken. */
    Map<String, List<String>> columns();

    /** What a file must have and this one lacks, in words; empty if it can be read. */
    List<String> missing(Columns columns);

    /** The first column name of each of these values for which the file has no column. */
    default List<String> lacking(Columns columns, String... values) {
        return Arrays.stream(values).map(value -> columns().getOrDefault(value, List.of()))
                .filter(names -> names.stream().noneMatch(columns::has))
                .map(List::getFirst).toList();
    }

    /** Whether the file may have other columns, which are not read. */
    default boolean ignoresOthers() {
        return true;
    }

    /** The product of a row with its errors; null if such a row is not a product. */
    @Nullable
    Row row(long line, RowCells cells);
}
