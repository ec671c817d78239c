package dev.tenfold.shop.productimport;

import dev.tenfold.jobs.job.RowReport.RowError;
import dev.tenfold.shop.product.NewProductRequest;
import java.util.List;

/**
 * Rows that are done together.
 *
 * @param start rows before it
 * @param rows how many it has
 * @param products those of its rows that can be, no two of the same SKU
 * @param errors of the others, as far as they are told
 */
record ImportBatch(long start, long rows, List<NewProductRequest> products, List<RowError> errors) {

    long end() {
        return start + rows;
    }

    long failed() {
        return rows - products.size();
    }
}
