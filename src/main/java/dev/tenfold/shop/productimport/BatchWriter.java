package dev.tenfold.shop.productimport;

import dev.tenfold.jobs.job.JobId;
import dev.tenfold.jobs.job.RowReport;
import dev.tenfold.jobs.job.RowReport.RowError;
import dev.tenfold.shop.product.ProductBatches;
import dev.tenfold.shop.product.ProductBatches.BatchResult;
import dev.tenfold.shop.product.ProductRow;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Writes a batch of rows and the progress in one transaction. */
@Component
class BatchWriter {

    private final ImportRepository imports;
    private final ProductBatches products;

    BatchWriter(ImportRepository imports, ProductBatches products) {
        this.imports = imports;
        this.products = products;
    }

    /**
     * Writes the batch in the current transaction.
     * @param isDryRun whether only the progress is written
     */
    void write(JobId job, ImportBatch batch, boolean isDryRun) {
        int reported = imports.hold(job, batch.start())
                .orElseThrow(() -> new IllegalStateException("Another attempt at this import is ahead of this one"));
        List<ProductRow> rows = List.copyOf(batch.products().keySet());
        BatchResult result = isDryRun ? products.preview(rows) : products.put(rows);
        List<RowError> errors = Stream.concat(batch.errors().stream(), result.incomplete().stream().map(row -> incomplete(batch, row)))
                .sorted(Comparator.comparingLong(RowError::line)).toList();
        imports.advance(job, batch.rows(), result, errors.size(), errors.stream().limit(RowReport.MOST_ERRORS - reported).toList());
    }

    private static RowError incomplete(ImportBatch batch, ProductRow row) {
        return new RowError(Objects.requireNonNull(batch.products().get(row), "the row is of this batch"), row.missing());
    }
}
