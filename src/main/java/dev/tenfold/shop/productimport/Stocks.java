package dev.tenfold.shop.productimport;

import org.jspecify.annotations.Nullable;

/** Reads the stock of new products as shops write it. */
final class Stocks {

    static final String RULE = "must be a whole number, with digits only";

    private Stocks() {}

    /** The stock of a cell: null if it is empty or absent, and 0 if it is negative because more was sold than was there. */
    static @Nullable Long stock(String value, RowCells cells) {
        String text = cells.textOrEmpty(value);
        if (text.isEmpty()) {
            return null;
        }
        if (!text.startsWith("-")) {
            return cells.number(value, text, RULE);
        }
        return cells.number(value, text.substring(1), RULE) == null ? null : 0L;
    }
}
