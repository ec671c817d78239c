package dev.tenfold.shop.productimport;

import dev.tenfold.platform.failure.Failure.Violation;
import dev.tenfold.shop.product.ProductRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of a file.
 * @param line the line where it begins, counted from 1
 * @param product null if it cannot be read; {@code errors} has the reasons
 */
record Row(long line, @Nullable ProductRow product, List<Violation> errors) {

    static final String TOO_LONG = "row_too_long";
    static final String LENGTH = "has more than " + ImportFormat.LONGEST_ROW + " characters";

    static Row of(long line, ProductRow product) {
        return new Row(line, product, List.of());
    }

    static Row wrong(long line, List<Violation> errors) {
        return new Row(line, null, errors);
    }

    static Row wrong(long line, String pointer, String code, String detail) {
        return wrong(line, List.of(new Violation(pointer, code, detail)));
    }

    static Row tooLong(long line) {
        return wrong(line, "", TOO_LONG, LENGTH);
    }
}
