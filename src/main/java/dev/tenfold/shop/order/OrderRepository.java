package dev.tenfold.shop.order;

import dev.tenfold.api.paging.Total;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.shop.ProductId;
import dev.tenfold.shop.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlRows.instant;
import static dev.tenfold.platform.jdbc.SqlRows.nullableInstant;
import static dev.tenfold.platform.jdbc.SqlValues.array;
import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** Reads orders and changes their status. */
@Repository
class OrderRepository {

    /**
     * When an order was paid. A row that an older release has marked as paid has no {@code paid_at}. Its last change was the payment, as long as
     * it is not shipped.
     */
    private static final String PAID_AT = "CASE WHEN status = 'paid' THEN coalesce(paid_at, updated_at) ELSE paid_at END";
    private static final String COLUMNS =
            "id, user_id, status, total_amount, currency, payment_reference, %s AS paid_at, version, created_at, updated_at"
                    .formatted(PAID_AT);

    private final JdbcClient jdbc;

    OrderRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Changes the status of an order, and returns the changed order, or nothing if its current status does not allow the change: check
     * and change are one statement.
     * @param order the order as it was read. Its status, version and time of change may be out of date
     */
    Optional<Order> move(Order order, OrderStatus next, @Nullable String paymentReference, Instant now) {
        return jdbc.sql("""
                UPDATE orders
                   SET status = :next, payment_reference = coalesce(:paymentReference, payment_reference), paid_at = %s,
                       version = version + 1, updated_at = :now
                 WHERE id = :id AND status = ANY (:before)
                RETURNING version, updated_at, payment_reference, paid_at
                """.formatted(next == OrderStatus.PAID ? ":now" : PAID_AT)).param("id", order.id().value()).param("next", next.value())
                .param("paymentReference", paymentReference).param("now", utc(now))
                .param("before", array("text", next.before(), OrderStatus::value))
                .query((row, number) -> order.moved(next, payment(row), row.getLong("version"), instant(row, "updated_at"))).optional();
    }

    /** Whether an order is paid with this payment, and not cancelled. */
    boolean isPaidWith(OrderId id, String paymentReference) {
        return jdbc.sql("""
                SELECT EXISTS (SELECT 1 FROM orders
                                WHERE id = :id AND payment_reference = :reference AND status IN ('paid', 'shipped', 'delivered'))
                """).param("id", id.value()).param("reference", paymentReference).query(Boolean.class).single();
    }

    /** An order that waits for payment. */
    record UnpaidOrder(OrderId id, Instant createdAt) {}

    /** Orders that have waited for payment longer than this, the oldest first; those after one of them, or from the first. */
    List<UnpaidOrder> unpaidFor(Duration window, @Nullable UnpaidOrder after, int rows) {
        return jdbc.sql("""
                SELECT id, created_at
                  FROM orders
                 WHERE status = 'pending' AND created_at < statement_timestamp() - :window * interval '1 millisecond'%s
                 ORDER BY created_at, id
                 LIMIT :rows
                """.formatted(after == null ? "" : " AND (created_at, id) > (:createdAt, :id)")).param("window", window.toMillis())
                .param("createdAt", after == null ? null : utc(after.createdAt())).param("id", after == null ? null : after.id().value())
                .param("rows", rows)
                .query((row, number) -> new UnpaidOrder(new OrderId(row.getObject("id", UUID.class)), instant(row, "created_at"))).list();
    }

    Optional<Order> find(OrderId id) {
        List<OrderRow> heads = jdbc.sql("""
                SELECT %s
                  FROM orders
                 WHERE id = :id
                """.formatted(COLUMNS)).param("id", id.value()).query(OrderRepository::head).list();
        return withLines(heads).stream().findFirst();
    }

    /** Orders before an id, the newest first; of one user or of all, of one status or of all. */
    List<Order> list(@Nullable UserId user, @Nullable OrderStatus status, @Nullable UUID before, int rows) {
        return withLines(jdbc.sql("""
                SELECT %s
                  FROM orders
                 WHERE true%s%s
                 ORDER BY id DESC
                 LIMIT :rows
                """.formatted(COLUMNS, condition(user, status), before == null ? "" : " AND id < :before"))
                .param("user", user == null ? null : user.value())
                .param("status", status == null ? null : status.value()).param("before", before).param("rows", rows)
                .query(OrderRepository::head).list());
    }

    /** How many such orders there are, counted up to {@link Total#MOST}. */
    int count(@Nullable UserId user, @Nullable OrderStatus status) {
        return Total.count(jdbc, "orders WHERE true" + condition(user, status))
                .param("user", user == null ? null : user.value()).param("status", status == null ? null : status.value())
                .query(Integer.class).single();
    }

    private static String condition(@Nullable UserId user, @Nullable OrderStatus status) {
        return (user == null ? "" : " AND user_id = :user") + (status == null ? "" : " AND status = :status");
    }

    private List<Order> withLines(List<OrderRow> heads) {
        if (heads.isEmpty()) {
            return List.of();
        }
        Map<UUID, List<PricedLine>> lines = jdbc.sql("""
                SELECT order_id, product_id, sku, name, unit_amount, quantity
                  FROM order_lines
                 WHERE order_id = ANY (:orders)
                 ORDER BY order_id, line
                """).param("orders", array("uuid", heads, OrderRow::id)).query(OrderRepository::line).list().stream()
                .collect(Collectors.groupingBy(PricedLine::order));
        return heads.stream().map(head -> head.with(lines.getOrDefault(head.id(), List.of()))).toList();
    }

    private static OrderRow head(ResultSet row, int number) throws SQLException {
        return new OrderRow(row.getObject("id", UUID.class), new UserId(row.getObject("user_id", UUID.class)),
                OrderStatus.of(row.getString("status")),
                new Money(row.getLong("total_amount"), row.getString("currency")), payment(row), row.getLong("version"),
                instant(row, "created_at"),
                instant(row, "updated_at"));
    }

    private static Order.@Nullable Payment payment(ResultSet row) throws SQLException {
        String reference = row.getString("payment_reference");
        return reference == null ? null : new Order.Payment(reference, nullableInstant(row, "paid_at"));
    }

    private static PricedLine line(ResultSet row, int number) throws SQLException {
        return new PricedLine(row.getObject("order_id", UUID.class), new ProductId(row.getObject("product_id", UUID.class)),
                row.getString("sku"),
                row.getString("name"), row.getLong("unit_amount"), row.getInt("quantity"));
    }

    /** A row of {@code orders}. */
    private record OrderRow(UUID id, UserId user, OrderStatus status, Money total, Order.@Nullable Payment payment, long version,
            Instant createdAt, Instant updatedAt) {

        Order with(List<PricedLine> lines) {
            return new Order(new OrderId(id), user, status, lines.stream().map(line -> line.in(total.currency())).toList(), total, payment,
                    version,
                    createdAt, updatedAt);
        }
    }

    /** A row of {@code order_lines}. The currency is in the row of the order. */
    private record PricedLine(UUID order, ProductId product, String sku, String name, long unitAmount, int quantity) {

        Order.Line in(String currency) {
            return new Order.Line(product, sku, name, new Money(unitAmount, currency), quantity);
        }
    }
}
