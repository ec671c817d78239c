package dev.tenfold.shop.productimport;

import dev.tenfold.jobs.job.RowReport.RowError;
import dev.tenfold.shop.product.NewProduct;
import java.util.List;

/**
 * Rows that are written together.
 * @param start how many rows of the file come before it
 * @param rows how many rows it has
 * @param products the valid rows, no two of the same SKU
 * @param errors the errors of the others, as far as they are reported
 */
record ImportBatch(long start, long rows, List<NewProduct> products, List<RowError> errors) {

    long end() {
        return start + rows;
    }

    long failed() {
        return rows - products.size();
    }
}
