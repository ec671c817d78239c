package dev.tenfold.shop.productimport;

import dev.tenfold.jobs.job.RowReport.RowError;
import dev.tenfold.shop.product.ProductRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

/**
 * Rows that are written together.
 * @param start how many rows of the file come before it
 * @param rows how many rows it has
 * @param products the valid rows, no two of the same SKU, with their lines in the file
 * @param errors the errors of the others
 */
record ImportBatch(long start, long rows, Map<ProductRow, Long> products, List<RowError> errors) {

    long end() {
        return start + rows;
    }

    /** The batch in two parts. Only for a batch with several products. */
    List<ImportBatch> halves() {
        long line = products.values().stream().skip(products.size() / 2).findFirst().orElseThrow();
        ImportBatch first = part(start, it -> it < line);
        return List.of(first, part(first.end(), it -> it >= line));
    }

    private ImportBatch part(long from, LongPredicate isWithin) {
        Map<ProductRow, Long> some = new LinkedHashMap<>(products);
        some.values().removeIf(line -> !isWithin.test(line));
        List<RowError> wrong = errors.stream().filter(error -> isWithin.test(error.line())).toList();
        return new ImportBatch(from, some.size() + wrong.size(), some, wrong);
    }
}
