package dev.tenfold.shop.report;

import dev.tenfold.platform.id.Uuids;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlRows.instant;
import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** The data for reports, read in pages, so that no statement runs for long, however long the report is. */
@Repository
class ReportRepository {

    /** An order's id is created shortly after its time of placing is read, and clocks differ. */
    private static final Duration SLACK = Duration.ofMinutes(10);

    private final JdbcClient jdbc;

    ReportRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The lines of the orders of a period, sorted by the orders' ids. These are UUIDv7, so the index on the ids can be used as an index
     * on time.
     * @param to exclusive
     * @param after the last line of the page before, or null
     */
    List<OrderedLine> lines(Instant from, Instant to, @Nullable OrderedLine after, int rows) {
        return jdbc.sql("""
                SELECT order_lines.order_id, order_lines.line, orders.created_at, orders.status, orders.user_id, order_lines.sku, order_lines.name,
                       order_lines.quantity, order_lines.unit_amount, orders.currency
                  FROM order_lines
                  JOIN orders ON orders.id = order_lines.order_id
                 WHERE (order_lines.order_id, order_lines.line) > (:order, :line) AND order_lines.order_id < :last
                   AND orders.created_at >= :from AND orders.created_at < :to
                 ORDER BY order_lines.order_id, order_lines.line
                 LIMIT :rows
                """).param("order", after == null ? Uuids.firstOf(from.minus(SLACK)) : after.order())
                .param("line", after == null ? 0 : after.line()).param("last", Uuids.firstOf(to.plus(SLACK))).param("from", utc(from))
                .param("to", utc(to)).param("rows", rows).query(ReportRepository::line).list();
    }

    private static OrderedLine line(ResultSet row, int number) throws SQLException {
        return new OrderedLine(row.getObject("order_id", UUID.class), row.getInt("line"),
                instant(row, "created_at"),
                row.getString("status"), row.getObject("user_id", UUID.class), row.getString("sku"), row.getString("name"),
                row.getInt("quantity"), row.getLong("unit_amount"), row.getString("currency"));
    }
}
