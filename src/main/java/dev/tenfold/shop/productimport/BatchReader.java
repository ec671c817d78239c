package dev.tenfold.shop.productimport;

import dev.tenfold.api.problem.Violations;
import dev.tenfold.jobs.job.RowReport;
import dev.tenfold.jobs.job.RowReport.RowError;
import dev.tenfold.platform.failure.Failure.Violation;
import dev.tenfold.shop.product.NewProduct;
import dev.tenfold.shop.product.NewProductRequest;
import dev.tenfold.shop.product.SkuKey;
import jakarta.validation.Validator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects the rows of a file into batches, and separates valid rows from invalid ones. */
final class BatchReader {

    private final Rows rows;
    private final Validator validator;
    private final int most;
    private final Map<String, Long> lines = new HashMap<>();
    private long position;
    private int reported;

    /**
     * @param before what earlier attempts have done: those rows are skipped
     * @param most the maximum number of rows in a batch
     */
    BatchReader(Rows rows, ImportProgress before, Validator validator, int most) throws IOException {
        this.rows = rows;
        this.validator = validator;
        this.most = most;
        this.reported = before.errors().size();
        while (position < before.position()) {
            Row row = rows.next();
            if (row == null) {
                throw new IllegalStateException("The file has fewer rows than an earlier attempt has read");
            }
            errors(row);
            position++;
        }
    }

    /** The next rows; empty at the end. */
    ImportBatch next() throws IOException {
        long start = position;
        List<NewProduct> products = new ArrayList<>(most);
        List<RowError> wrong = new ArrayList<>();
        while (position - start < most) {
            Row row = rows.next();
            if (row == null) {
                break;
            }
            position++;
            List<Violation> errors = errors(row);
            NewProductRequest product = row.product();
            if (errors.isEmpty() && product != null) {
                products.add(product.toNewProduct());
            } else if (reported < RowReport.MOST_ERRORS) {
                wrong.add(new RowError(row.line(), errors));
                reported++;
            }
        }
        return new ImportBatch(start, position - start, products, wrong);
    }

    private List<Violation> errors(Row row) {
        NewProductRequest product = row.product();
        if (product == null) {
            return row.errors();
        }
        List<Violation> errors = Violations.of(validator.validate(product));
        return errors.isEmpty() ? repetition(product.sku(), row.line()) : errors;
    }

    private List<Violation> repetition(String sku, long line) {
        Long earlier = lines.putIfAbsent(SkuKey.of(sku), line);
        return earlier == null ? List.of() : List.of(new Violation("/sku", "repeated", "is already in line " + earlier));
    }
}
