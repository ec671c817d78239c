package dev.tenfold.shop.productimport;

import dev.tenfold.jobs.job.JobId;
import dev.tenfold.jobs.job.RowReport.RowError;
import dev.tenfold.shop.product.ProductBatches.BatchResult;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** How far imports are: written in the transaction that writes the rows, so that none is done twice and none is left out. */
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

    /** Holds an import until the transaction ends, where it stands at this position; answers false where another attempt has been faster. */
    boolean hold(JobId job, long position) {
        return jdbc.sql("SELECT job_id FROM product_imports WHERE job_id = :job AND position = :position FOR UPDATE")
                .param("job", job.value()).param("position", position).query((row, number) -> true).optional().isPresent();
    }

    /** Writes down what came of further rows, of an import that {@link #hold} holds. */
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
