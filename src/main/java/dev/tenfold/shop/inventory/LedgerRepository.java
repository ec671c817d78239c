package dev.tenfold.shop.inventory;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** Reads the ledger and the stock, and records when they were last checked. */
@Repository
class LedgerRepository {

    private final JdbcClient jdbc;

    LedgerRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Claims the check, unless an instance has made it since the given moment. */
    boolean claimCheck(Instant now, Instant unlessSince) {
        return jdbc.sql("UPDATE inventory_checks SET checked_at = :now WHERE checked_at < :since")
                .param("now", utc(now))
                .param("since", utc(unlessSince)).update() == 1;
    }

    void record(int driftedProducts) {
        jdbc.sql("UPDATE inventory_checks SET drifted_products = :drifted").param("drifted", driftedProducts).update();
    }

    /** How many products had drifted at the last check by any instance. */
    int lastDrift() {
        return jdbc.sql("SELECT drifted_products FROM inventory_checks").query(Integer.class).single();
    }

    /** Stock and ledger of the products after an id, sorted by id. One statement reads both at the same moment. */
    List<Balance> balances(@Nullable UUID after, int rows) {
        return jdbc.sql("""
                SELECT slice.product_id, slice.on_hand, ledger.sum
                  FROM (SELECT product_id, on_hand FROM inventory %s ORDER BY product_id LIMIT :rows) AS slice
                 CROSS JOIN LATERAL (
                    SELECT coalesce(sum(delta), 0) AS sum FROM stock_movements WHERE stock_movements.product_id = slice.product_id) AS ledger
                 ORDER BY slice.product_id
                """.formatted(after == null ? "" : "WHERE product_id > :after")).param("after", after).param("rows", rows)
                .query((row, number) -> new Balance(row.getObject("product_id", UUID.class), row.getLong("on_hand"), row.getLong("sum")))
                .list();
    }

    /** A product's stock, and the sum of its ledger. */
    record Balance(UUID product, long onHand, long ledger) {

        boolean hasDrifted() {
            return onHand != ledger;
        }
    }
}
