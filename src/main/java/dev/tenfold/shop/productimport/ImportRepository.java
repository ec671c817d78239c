package dev.tenfold.shop.productimport;

import dev.tenfold.jobs.job.JobId;
import dev.tenfold.jobs.job.RowReport.RowError;
import dev.tenfold.shop.product.ProductBatches.BatchResult;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The progress of imports. It is written in the same transaction as the rows, so no row is done twice or left out. */
@Repository
class ImportRepository {

    private final JdbcClient jdbc;
    private final JsonMapper json;

    ImportRepository(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    void begin(JobId job) {
        jdbc.sql("INSERT INTO product_imports (job_id) VALUES (:job)").param("job", job.value()).update();
    }

    ImportProgress get(JobId job) {
        return jdbc.sql("SELECT position, added, changed, unchanged, failed, errors FROM product_imports WHERE job_id = :job")
                .param("job", job.value())
                .query((row, number) -> new ImportProgress(row.getLong("position"), row.getLong("added"), row.getLong("changed"),
                        row.getLong("unchanged"), row.getLong("failed"),
                        json.readValue(row.getString("errors"), new TypeReference<List<RowError>>() {})))
                .single();
    }

    /**
     * Locks an import until the transaction ends, if it is at this position, and returns how many errors it has reported. Empty if another
     * attempt is ahead.
     */
    Optional<Integer> hold(JobId job, long position) {
        return jdbc.sql("""
                SELECT jsonb_array_length(errors) AS reported FROM product_imports WHERE job_id = :job AND position = :position FOR UPDATE
                """).param("job", job.value()).param("position", position).query(Integer.class).optional();
    }

    /** Records the results of further rows. {@link #hold} must have locked the import. */
    void advance(JobId job, long rows, BatchResult outcome, long failed, List<RowError> errors) {
        jdbc.sql("""
                UPDATE product_imports
                   SET position = position + :rows, added = added + :added, changed = changed + :changed, unchanged = unchanged + :unchanged,
                       failed = failed + :failed, errors = errors || :errors::jsonb
                 WHERE job_id = :job
                """).param("rows", rows).param("added", outcome.added()).param("changed", outcome.changed())
                .param("unchanged", outcome.unchanged()).param("failed", failed).param("errors", json.writeValueAsString(errors))
                .param("job", job.value()).update();
    }
}
