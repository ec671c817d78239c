package dev.tenfold.shop.productimport;

import dev.tenfold.jobs.job.JobKind;
import dev.tenfold.jobs.job.JobRun;
import dev.tenfold.jobs.storage.FileStore;
import dev.tenfold.jobs.storage.StoredFile;
import dev.tenfold.platform.failure.Failure.NotFound;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.shop.product.ProductBatches;
import jakarta.validation.Validator;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Imports a file of products in batches. The progress is committed with each batch, so a new attempt continues where the last one ended.
 * It also reads the earlier rows again, to know their SKUs.
 */
@Component
class ImportJob implements JobKind<ImportJob.ImportPayload> {

    private final FileStore files;
    private final ImportRepository imports;
    private final ProductBatches products;
    private final Transactions transactions;
    private final Validator validator;
    private final JsonMapper json;
    private final ImportProperties properties;

    ImportJob(FileStore files, ImportRepository imports, ProductBatches products, Transactions transactions, Validator validator,
            JsonMapper json, ImportProperties properties) {
        this.files = files;
        this.imports = imports;
        this.products = products;
        this.transactions = transactions;
        this.validator = validator;
        this.json = json;
        this.properties = properties;
    }

    /** @param rows the approximate number of rows, for the progress */
    record ImportPayload(ImportFormat format, long rows) {}

    @Override
    public String name() {
        return "product_import";
    }

    @Override
    public Class<ImportPayload> payload() {
        return ImportPayload.class;
    }

    @Override
    public void run(ImportPayload payload, JobRun run) {
        ImportProgress before = imports.get(run.job());
        try (StoredFile file = files.open(run.job().input()).orElseThrow(() -> new NotFound("The file of this import is gone"));
                Rows rows = payload.format().read(file.bytes(), json);
                var ahead = new PrefetchingReader(new BatchReader(rows, before, validator, properties.batch()))) {
            var throttle = new RateThrottle(properties.rowsPerSecond());
            for (ImportBatch batch = ahead.next(); batch.rows() > 0; batch = ahead.next()) {
                await(throttle, batch);
                write(run, batch);
                run.progress(batch.end(), Math.max(payload.rows(), batch.end()));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        run.storeResult(MediaType.APPLICATION_JSON_VALUE, "import.json",
                out -> out.write(json.writeValueAsBytes(imports.get(run.job()).report())));
    }

    /** Waits for the throttle; throws when the worker shuts down. */
    private static void await(RateThrottle throttle, ImportBatch batch) {
        try {
            throttle.await(batch.rows());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("This worker is shutting down", stopped);
        }
    }

    private void write(JobRun run, ImportBatch batch) {
        transactions.run(() -> {
            if (!imports.hold(run.job(), batch.start())) {
                throw new IllegalStateException("Another attempt at this import is ahead of this one");
            }
            imports.advance(run.job(), batch.rows(), products.put(batch.products()), batch.failed(), batch.errors());
        });
    }
}
