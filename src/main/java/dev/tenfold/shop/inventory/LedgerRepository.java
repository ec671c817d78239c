package dev.tenfold.shop.inventory;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlRows.instant;
import static dev.tenfold.platform.jdbc.SqlRows.nullableInstant;
import static dev.tenfold.platform.jdbc.SqlValues.array;
import static dev.tenfold.platform.jdbc.SqlValues.utc;

/**
 * Adds up the ledger, in statements that each read a limited number of movements, and stores how far each product is added up. A sum that is
 * stored stays right: a movement gets its id while its transaction holds the product's row of {@code inventory}, so of one product no
 * movement with a lower id is committed later.
 */
@Repository
class LedgerRepository {

    private final JdbcClient jdbc;

    LedgerRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Claims the check, unless an instance has worked on it within this time. Returns the database's time. */
    Optional<Instant> claimCheck(Duration unlessWithin) {
        return jdbc.sql("""
                UPDATE inventory_checks
                   SET checked_at = statement_timestamp()
                 WHERE checked_at < statement_timestamp() - :unlessWithin * interval '1 millisecond'
                RETURNING checked_at
                """).param("unlessWithin", unlessWithin.toMillis()).query((row, number) -> instant(row, "checked_at")).optional();
    }

    /** Keeps the claim. */
    void renewClaim() {
        jdbc.sql("UPDATE inventory_checks SET checked_at = statement_timestamp()").update();
    }

    /**
     * Stores the result of a complete check, unless a newer one has completed.
     * @param began when the check began
     */
    void complete(int driftedProducts, Instant began) {
        jdbc.sql("UPDATE inventory_checks SET drifted_products = :drifted, completed_at = :began WHERE completed_at < :began")
                .param("drifted", driftedProducts).param("began", utc(began)).update();
    }

    /**
     * The last complete check by any instance.
     * @param began when it began; null if no check of this release has completed
     */
    record CompleteCheck(int driftedProducts, @Nullable Instant began) {}

    CompleteCheck lastComplete() {
        return jdbc.sql("SELECT drifted_products, nullif(completed_at, '-infinity') AS completed_at FROM inventory_checks")
                .query((row, number) -> new CompleteCheck(row.getInt("drifted_products"), nullableInstant(row, "completed_at"))).single();
    }

    /**
     * Adds the next movements of the products after an id, sorted by id. Stock and ledger are of the same moment.
     * @param movements how many of each product at most
     * @param recountAfter products whose last recount is older than this are added up from their first movement
     */
    List<LedgerSum> addUp(@Nullable UUID after, int products, int movements, Duration recountAfter) {
        return jdbc.sql("""
                SELECT slice.product_id, slice.on_hand, coalesce(added.last, known.movement_id, 0) AS movement_id,
                       coalesce(known.balance, 0) + coalesce(added.sum, 0) AS balance, added.rows < :movements AS is_complete,
                       known.product_id IS NULL AS is_recount, known.product_id IS NULL OR added.rows > 0 AS is_changed
                  FROM (SELECT product_id, on_hand FROM inventory %s ORDER BY product_id LIMIT :products) AS slice
                  LEFT JOIN ledger_balances AS known
                    ON known.product_id = slice.product_id
                   AND known.counted_at > statement_timestamp() - :recountAfter * interval '1 millisecond'
                 CROSS JOIN LATERAL (
                    SELECT sum(delta) AS sum, max(id) AS last, count(*) AS rows
                      FROM (SELECT id, delta
                              FROM stock_movements
                             WHERE stock_movements.product_id = slice.product_id AND id > coalesce(known.movement_id, 0)
                             ORDER BY id
                             LIMIT :movements) AS next) AS added
                 ORDER BY slice.product_id
                """.formatted(after == null ? "" : "WHERE product_id > :after")).param("after", after).param("products", products)
                .param("movements", movements).param("recountAfter", recountAfter.toMillis())
                .query((row, number) -> new LedgerSum(row.getObject("product_id", UUID.class), row.getLong("on_hand"),
                        row.getLong("movement_id"), row.getLong("balance"), row.getBoolean("is_complete"), row.getBoolean("is_recount"),
                        row.getBoolean("is_changed")))
                .list();
    }

    /** Adds the next movements of one product to its sum. */
    LedgerSum addUp(LedgerSum sum, int movements) {
        return jdbc.sql("""
                SELECT inventory.on_hand, coalesce(added.last, :movementId) AS movement_id,
                       :balance + coalesce(added.sum, 0) AS balance, added.rows < :movements AS is_complete
                  FROM inventory
                 CROSS JOIN LATERAL (
                    SELECT sum(delta) AS sum, max(id) AS last, count(*) AS rows
                      FROM (SELECT id, delta
                              FROM stock_movements
                             WHERE stock_movements.product_id = inventory.product_id AND id > :movementId
                             ORDER BY id
                             LIMIT :movements) AS next) AS added
                 WHERE inventory.product_id = :product
                """).param("product", sum.product()).param("movementId", sum.movementId()).param("balance", sum.balance())
                .param("movements", movements)
                .query((row, number) -> new LedgerSum(sum.product(), row.getLong("on_hand"), row.getLong("movement_id"),
                        row.getLong("balance"), row.getBoolean("is_complete"), sum.isRecount(), true))
                .single();
    }

    /** Stores sums. Each is right by itself, so it does not matter in which order two instances store theirs. */
    void store(List<LedgerSum> sums) {
        if (sums.isEmpty()) {
            return;
        }
        jdbc.sql("""
                INSERT INTO ledger_balances AS known (product_id, movement_id, balance, counted_at)
                SELECT product_id, movement_id, balance, CASE WHEN is_recount THEN statement_timestamp() ELSE '-infinity' END
                  FROM unnest(:products, :movements, :balances, :recounts) AS sum (product_id, movement_id, balance, is_recount)
                 ORDER BY product_id
                ON CONFLICT (product_id) DO UPDATE
                   SET movement_id = excluded.movement_id, balance = excluded.balance,
                       counted_at = greatest(known.counted_at, excluded.counted_at)
                """).param("products", array("uuid", sums, LedgerSum::product))
                .param("movements", array("int8", sums, LedgerSum::movementId))
                .param("balances", array("int8", sums, LedgerSum::balance)).param("recounts", array("bool", sums, LedgerSum::isRecount))
                .update();
    }
}
