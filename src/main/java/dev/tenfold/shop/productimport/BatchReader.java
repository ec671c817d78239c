package dev.tenfold.shop.productimport;

import dev.tenfold.jobs.job.RowReport.RowError;
import dev.tenfold.jobs.job.RowReport.Stop;
import dev.tenfold.platform.failure.Failure.Violation;
import dev.tenfold.shop.product.ProductRow;
import jakarta.validation.Validator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the rows of a file into batches, and separates valid rows from invalid ones. */
final class BatchReader {

    /**
     * How many characters the descriptions of a batch have, without its last row. PostgreSQL needs 0.7 s to make search words of a million, and
     * a statement must take less than 5 s, also on a busy server.
     */
    private static final int MOST_TEXT = 512 * 1024;

    private final Rows rows;
    private final Validator validator;
    private final int most;
    private final Map<String, Long> lines = new HashMap<>();
    private long position;

    /**
     * @param done how many rows earlier attempts have done: they are skipped
     * @param most the maximum number of rows in a batch
     */
    BatchReader(Rows rows, long done, Validator validator, int most) throws IOException {
        this.rows = rows;
        this.validator = validator;
        this.most = most;
        while (position < done) {
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
        Map<ProductRow, Long> products = LinkedHashMap.newLinkedHashMap(most);
        List<RowError> wrong = new ArrayList<>();
        int text = 0;
        while (position - start < most && text < MOST_TEXT) {
            Row row = rows.next();
            if (row == null) {
                break;
            }
            position++;
            List<Violation> errors = errors(row);
            ProductRow product = row.product();
            if (errors.isEmpty() && product != null) {
                products.put(product, row.line());
                text += product.description() == null ? 0 : product.description().length();
            } else {
                wrong.add(new RowError(row.line(), errors));
            }
        }
        return new ImportBatch(start, position - start, products, wrong);
    }

    /** Where reading stopped before the end of the file; null if it did not. Known after the last batch. */
    @Nullable
    Stop stopped() {
        return rows.stopped();
    }

    private List<Violation> errors(Row row) {
        ProductRow product = row.product();
        if (product == null) {
            return row.errors();
        }
        List<Violation> errors = product.violations(validator);
        return errors.isEmpty() ? repetition(product, row.line()) : errors;
    }

    private List<Violation> repetition(ProductRow product, long line) {
        Long earlier = lines.putIfAbsent(product.key(), line);
        return earlier == null ? List.of() : List.of(new Violation("/sku", "repeated", "is already in line " + earlier));
    }
}
