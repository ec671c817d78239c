package dev.tenfold.testing.demo;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * Fills an empty database before the service is ready: one transaction, and one statement for each table, with its rows as one JSON
 * parameter.
 */
final class DemoData implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(DemoData.class);
    private static final JsonMapper JSON = JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    DemoData(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Override
    public void run(ApplicationArguments arguments) {
        transaction.executeWithoutResult(status -> fillIfEmpty());
    }

    private void fillIfEmpty() {
        if (jdbc.sql("SELECT EXISTS (SELECT FROM products)").query(Boolean.class).single()) {
            return;
        }
        var shop = DemoShop.asOf(Instant.now());
        insertPeople(shop);
        insertProducts(shop);
        insertOrders(shop);
        insertStock(shop);
        log.info("The demo shop has {} products, {} people and {} orders", shop.products().size(), shop.people().size(),
                shop.orders().size());
    }

    private record UserRow(UUID id, String name, String email, String emailKey, String passwordHash, String role, Instant createdAt) {}

    private void insertPeople(DemoShop shop) {
        List<UserRow> rows = shop.people().stream().map(person -> {
            DemoAccount account = person.account();
            return new UserRow(person.id(), account.name(), account.email(), account.email().toLowerCase(Locale.ROOT),
                    DemoPasswords.hash(account), account.role(), person.createdAt());
        }).toList();
        insert("""
                INSERT INTO users (id, name, email, email_key, verified_email_key, password_hash, role, created_at, updated_at)
                SELECT id, name, email, email_key, email_key, password_hash, role, created_at, created_at
                  FROM jsonb_populate_recordset(NULL::users, CAST(:rows AS jsonb))
                """, rows);
    }

    private void insertProducts(DemoShop shop) {
        insert("""
                INSERT INTO products (id, sku, name, description, category, price_amount, price_currency, created_at, updated_at)
                SELECT id, sku, name, description, category, price_amount, 'USD', created_at, created_at
                  FROM jsonb_populate_recordset(NULL::products, CAST(:rows AS jsonb))
                """, shop.products());
    }

    private record OrderRow(UUID id, UUID userId, String status, long totalAmount, @Nullable String paymentReference, int version,
            Instant createdAt,
            Instant updatedAt) {}

    private record LineRow(UUID orderId, int line, UUID productId, String sku, String name, long unitAmount, int quantity) {}

    private void insertOrders(DemoShop shop) {
        insert("""
                INSERT INTO orders (id, user_id, status, total_amount, currency, payment_reference, version, created_at, updated_at)
                SELECT id, user_id, status, total_amount, 'USD', payment_reference, version, created_at, updated_at
                  FROM jsonb_populate_recordset(NULL::orders, CAST(:rows AS jsonb))
                """, shop.orders().stream().map(order -> new OrderRow(order.id(), order.userId(), order.status(), order.total(),
                order.paymentReference(), order.version(), order.createdAt(), order.updatedAt())).toList());
        insert("""
                INSERT INTO order_lines (order_id, line, product_id, sku, name, unit_amount, quantity)
                SELECT order_id, line, product_id, sku, name, unit_amount, quantity
                  FROM jsonb_populate_recordset(NULL::order_lines, CAST(:rows AS jsonb))
                """, shop.orders().stream().flatMap(order -> order.lines().stream()).map(line -> new LineRow(line.orderId(), line.line(),
                line.product().id(), line.product().sku(), line.product().name(), line.product().priceAmount(), line.quantity())).toList());
    }

    /** The stock is the sum of the ledger, so the two cannot differ. */
    private void insertStock(DemoShop shop) {
        insert("""
                INSERT INTO inventory (product_id, on_hand)
                SELECT product_id, sum(delta)
                  FROM jsonb_populate_recordset(NULL::stock_movements, CAST(:rows AS jsonb)) GROUP BY product_id
                """, shop.movements());
        insert("""
                INSERT INTO stock_movements (product_id, delta, kind, reason, order_id, created_at)
                SELECT product_id, delta, kind, reason, order_id, created_at
                  FROM jsonb_populate_recordset(NULL::stock_movements, CAST(:rows AS jsonb))
                """, shop.movements());
    }

    private void insert(String sql, List<?> rows) {
        jdbc.sql(sql).param("rows", JSON.writeValueAsString(rows)).update();
    }
}
