package dev.tenfold.shop.productimport;

import dev.tenfold.jobs.job.RowReport.RowError;
import dev.tenfold.shop.product.ProductRow;
import java.util.List;
import java.util.Map;

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
}
