package dev.tenfold.cache.cache;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlValues.array;

/** Invalidations that Redis has not received yet. The table is nearly always empty. */
@Repository
class PendingInvalidationRepository {

    private final JdbcClient jdbc;

    PendingInvalidationRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One key that was changed. */
    record PendingInvalidation(long position, CacheKey key) {}

    /** Adds keys in the current transaction, and returns their positions. */
    List<Long> add(List<CacheKey> keys) {
        return jdbc.sql("""
                INSERT INTO cache_invalidations (name, schema)
                SELECT * FROM unnest(:names, :schemas)
                RETURNING position
                """).param("names", array("text", keys, CacheKey::name)).param("schemas", array("integer", keys, CacheKey::schema))
                .query((row, number) -> row.getLong("position")).list();
    }

    /** Invalidations that are older than their writer needs to do them. */
    List<PendingInvalidation> overdue(int most) {
        return jdbc.sql("""
                SELECT position, name, schema
                  FROM cache_invalidations
                 WHERE written_at < now() - interval '1 s'
                 ORDER BY position
                 LIMIT :most
                """).param("most", most).query(PendingInvalidationRepository::pendingInvalidation).list();
    }

    List<PendingInvalidation> all(int most) {
        return jdbc.sql("SELECT position, name, schema FROM cache_invalidations ORDER BY position LIMIT :most").param("most", most)
                .query(PendingInvalidationRepository::pendingInvalidation).list();
    }

    /**
     * Removes invalidations that were done at the server of a generation, unless another generation has begun: its server may have loaded a
     * value before the change was committed, and has not removed it.
     */
    void remove(List<Long> positions, String generation) {
        if (!positions.isEmpty()) {
            jdbc.sql("""
                    DELETE FROM cache_invalidations
                     WHERE position = ANY (:positions)
                       AND EXISTS (SELECT FROM cache_generation WHERE generation = :generation)
                    """).param("positions", array("bigint", positions, UnaryOperator.identity())).param("generation", generation).update();
        }
    }

    private static PendingInvalidation pendingInvalidation(ResultSet row, int number) throws SQLException {
        return new PendingInvalidation(row.getLong("position"), new CacheKey(row.getString("name"), row.getInt("schema")));
    }
}
