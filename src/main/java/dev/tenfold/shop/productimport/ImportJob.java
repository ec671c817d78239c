package dev.tenfold.shop.productimport;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tenfold.jobs.job.JobId;
import dev.tenfold.jobs.job.JobKind;
import dev.tenfold.jobs.job.JobRun;
import dev.tenfold.jobs.job.PermanentFailure;
import dev.tenfold.jobs.job.RowReport.Stop;
import dev.tenfold.jobs.storage.FileStore;
import dev.tenfold.jobs.storage.StoredFile;
import dev.tenfold.platform.failure.Failure.NotFound;
import dev.tenfold.platform.jdbc.SqlState;
import dev.tenfold.platform.jdbc.Transactions;
import jakarta.validation.Validator;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
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
    private final BatchWriter writer;
    private final Transactions transactions;
    private final Validator validator;
    private final JsonMapper json;
    private final ImportProperties properties;

    ImportJob(FileStore files, ImportRepository imports, BatchWriter writer, Transactions transactions, Validator validator,
            JsonMapper json, ImportProperties properties) {
        this.files = files;
        this.imports = imports;
        this.writer = writer;
        this.transactions = transactions;
        this.validator = validator;
        this.json = json;
        this.properties = properties;
    }

    /**
     * @param rows the approximate number of rows, for the progress
     * @param options null if the file is imported as it is
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ImportPayload(ImportFormat format, long rows, @Nullable ImportOptions options) {

        private static final ImportOptions NONE = new ImportOptions(null, null, null, null);

        static ImportPayload of(ImportFormat format, long rows, ImportOptions options) {
            return new ImportPayload(format, rows, options.equals(NONE) ? null : options);
        }

        ImportOptions optionsOrNone() {
            return options == null ? NONE : options;
        }
    }

    @Override
    public String name() {
        return "product_import";
    }

    @Override
    public Class<ImportPayload> payload() {
        return ImportPayload.class;
    }

    /** @throws PermanentFailure when reading stopped before the end of the file; the rows before are imported, and the report is stored */
    @Override
    public void run(ImportPayload payload, JobRun run) {
        ImportOptions options = payload.optionsOrNone();
        Stop stop = importRows(payload, options, run);
        run.storeResult(MediaType.APPLICATION_JSON_VALUE, "import.json",
                out -> out.write(json.writeValueAsBytes(imports.get(run.job()).report(options.isDryRun(), stop))));
        if (stop != null) {
            throw PermanentFailure
                    .ofInput("Reading stopped in line %d, and %d lines are not read. %s".formatted(stop.line(), stop.unreadLines(),
                            stop.detail()));
        }
    }

    private @Nullable Stop importRows(ImportPayload payload, ImportOptions options, JobRun run) {
        long done = imports.get(run.job()).position();
        try (StoredFile file = files.open(run.job().input()).orElseThrow(() -> new NotFound("The file of this import is gone"));
                Rows rows = options.read(payload.format(), file.bytes(), json);
                var ahead = new PrefetchingReader(new BatchReader(rows, done, validator, properties.batch()))) {
            var throttle = new RateThrottle(properties.rowsPerSecond());
            for (ImportBatch batch = ahead.next(); batch.rows() > 0; batch = ahead.next()) {
                await(throttle, batch);
                write(run.job(), batch, options.isDryRun());
                run.progress(batch.end(), Math.max(payload.rows(), batch.end()));
            }
            return rows.stopped();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * Writes a batch, in two parts if a statement takes too long: a product that only gets another name may have a long description, which
     * PostgreSQL reads again for the search.
     */
    private void write(JobId job, ImportBatch batch, boolean isDryRun) {
        try {
            transactions.run(() -> writer.write(job, batch, isDryRun));
        } catch (DataAccessException failure) {
            if (batch.products().size() < 2 || !SqlState.of(failure).equals(SqlState.QUERY_CANCELED)) {
                throw failure;
            }
            batch.halves().forEach(half -> write(job, half, isDryRun));
        }
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
}
