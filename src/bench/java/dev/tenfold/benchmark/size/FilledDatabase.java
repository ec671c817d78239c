package dev.tenfold.benchmark.size;

import dev.tenfold.testing.services.Postgres;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A database as it is after two years of a shop: 20 orders of two lines for each user, spread over all users, products and days, with
 * their ledger. One order of 20 was cancelled, one of 1,000 waits for payment. Ids follow from numbers, so that a request can name any row.
 */
record FilledDatabase(Postgres postgres, int products, int orders) {

    private static final int ORDERS_OF_A_USER = 20;
    private static final int YEARS = 2;
    private static final String PRODUCT_ID = "('00000000-0000-7000-8000-' || lpad((%s)::text, 12, '0'))::uuid";
    private static final String USER_ID = "('00000000-0000-7000-9000-' || lpad((%s)::text, 12, '0'))::uuid";
    /** UUIDv7: the first 48 bits are the time in milliseconds. */
    private static final String ORDER_ID =
            "(lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7000a000' || lpad(to_hex(n), 12, '0'))::uuid";

    /** Creates and fills the database if it is not there. Takes minutes for millions of orders. */
    static FilledDatabase of(Postgres server, String name, int products, int orders) {
        var postgres = new Postgres(server.jdbcUrl().replaceFirst("/[^/]+$", "/" + name), server.username(), server.password());
        var filled = new FilledDatabase(postgres, products, orders);
        boolean isNew = server.client().sql("SELECT count(*) FROM pg_database WHERE datname = :name").param("name", name)
                .query(Integer.class).single() == 0;
        if (isNew) {
            server.client().sql("CREATE DATABASE " + name).update();
        }
        postgres.flyway().load().migrate();
        if (isNew) {
            filled.fill();
        }
        return filled;
    }

    private int users() {
        return orders / ORDERS_OF_A_USER;
    }

    private void fill() {
        long start = System.nanoTime();
        var indexes = postgres.client().sql("""
                SELECT indexdef FROM pg_indexes
                 WHERE schemaname = 'public' AND tablename IN ('orders', 'order_lines', 'stock_movements', 'products', 'audit_events')
                   AND indexname NOT IN (SELECT conname FROM pg_constraint)
                """).query(String.class).list();
        indexes.forEach(index -> postgres.client().sql("DROP INDEX " + index.replaceFirst("^CREATE (UNIQUE )?INDEX (\\S+) .*", "$2")).update());
        parallel(List.of(USERS, ORDERS, products(0), products(1)));
        parallel(List.of(LINES, FIRST_MOVEMENTS, AUDIT_EVENTS));
        parallel(List.of(MOVEMENTS));
        parallel(List.of(STOCK, KEYS));
        System.out.println(postgres.jdbcUrl() + ": rows after " + Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s");
        parallel(indexes);
        parallel(List.of("VACUUM (ANALYZE)"));
        System.out.println("indexes after " + Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s");
    }

    private String products(int half) {
        return PRODUCTS.replace("@first", Integer.toString(1 + half * (products / 2))).replace("@last",
                Integer.toString(half == 0 ? products / 2 : products));
    }

    /** As many at a time as there are cores. The rows are valid, and a replica does not check foreign keys, which takes half of the time. */
    private void parallel(List<String> statements) {
        String url = postgres.jdbcUrl() + "?options=-c%20session_replication_role=replica%20-c%20maintenance_work_mem=1GB%20-c%20work_mem=256MB";
        statements.parallelStream().forEach(sql -> {
            try (var connection = new SingleConnectionDataSource(url, postgres.username(), postgres.password(), true)) {
                new JdbcTemplate(connection).execute(text(sql));
            }
        });
    }

    private String text(String sql) {
        return sql.replace("@products", products + "::bigint").replace("@orders", orders + "::bigint").replace("@users", users() + "::bigint")
                .replace("@order_id", ORDER_ID).replace("@user_of_n", USER_ID.formatted("1 + n * 2654435761 % " + users()))
                .replace("@user_n", USER_ID.formatted("n")).replace("@product_n", PRODUCT_ID.formatted("n"))
                .replace("@product_of_line", PRODUCT_ID.formatted("1 + (n * 2 + line) * 2654435761 % " + products))
                .replace("@at", "(date_trunc('day', now()) - interval '%d years' + n * (interval '%d years' / %d))".formatted(YEARS, YEARS, orders));
    }

    private static final String USERS = """
            INSERT INTO users (id, name, email, email_key, password_hash, created_at)
            SELECT @user_n, 'User ' || n, 'user' || n || '@size.test', 'user' || n || '@size.test', '-', now() - interval '2 years'
              FROM generate_series(1, @users) AS n
            """;
    private static final String PRODUCTS = """
            INSERT INTO products (id, sku, name, description, category, price_amount, price_currency, created_at, updated_at)
            SELECT @product_n, 'SKU-' || n,
                   (ARRAY['Red', 'Green', 'Blue', 'Black', 'White'])[n %% 5 + 1] || ' ' || (ARRAY['tea', 'mug', 'pot', 'shoe'])[n %% 4 + 1] || ' ' || n,
                   'Made of ' || (ARRAY['wood', 'steel', 'clay', 'linen', 'wool', 'glass', 'cork'])[n %% 7 + 1] || ', common' || n * 7919 %% 20 || ' usual'
                       || n * 7919 %% 1000 || ' rare' || n * 7919 %% (@products / 20),
                   'category-' || n %% 50, n * 7919 %% 50000, 'USD', now() - n * (interval '2 years' / @products), now()
              FROM generate_series(@first::bigint, @last) AS n
            """.replace("%%", "%");
    private static final String ORDERS = """
            INSERT INTO orders (id, user_id, status, total_amount, currency, created_at, updated_at)
            SELECT @order_id, @user_of_n,
                   CASE WHEN n % 20 = 0 THEN 'cancelled' WHEN n > @orders - @orders / 1000 THEN 'pending' WHEN n > @orders - @orders / 100 THEN 'paid' ELSE 'delivered' END,
                   3998, 'USD', at, at
              FROM (SELECT n, @at AS at FROM generate_series(1, @orders) AS n) AS numbered
            """;
    private static final String LINES = """
            INSERT INTO order_lines (order_id, line, product_id, sku, name, unit_amount, quantity)
            SELECT @order_id, line, @product_of_line, 'SKU-' || (n * 2 + line) * 2654435761 % @products, 'Green tea ' || n, 1999, 1
              FROM (SELECT n, @at AS at FROM generate_series(1, @orders) AS n) AS numbered, generate_series(1, 2) AS line
            """;
    private static final String FIRST_MOVEMENTS = """
            INSERT INTO stock_movements (product_id, delta, kind, created_at) SELECT id, 1000000, 'initial', now() - interval '2 years' FROM products
            """;
    private static final String MOVEMENTS = """
            INSERT INTO stock_movements (product_id, delta, kind, order_id, created_at)
            SELECT line.product_id, sign * line.quantity, CASE WHEN sign < 0 THEN 'order' ELSE 'cancellation' END, line.order_id, orders.created_at
              FROM orders
              JOIN order_lines AS line ON line.order_id = orders.id
              JOIN (VALUES (-1), (1)) AS change (sign) ON sign < 0 OR orders.status = 'cancelled'
            """;
    private static final String STOCK = """
            INSERT INTO inventory (product_id, on_hand) SELECT product_id, sum(delta) FROM stock_movements GROUP BY product_id
            """;
    /** Keys live for a day. */
    private static final String KEYS = """
            INSERT INTO idempotency_keys (user_id, key, fingerprint, status, created_at, expires_at)
            SELECT user_id, id::text, sha256('x'), 201, now(), now() + interval '1 day' FROM orders WHERE created_at > now() - interval '2 days'
            """;
    private static final String AUDIT_EVENTS = """
            INSERT INTO audit_events (id, kind, outcome, user_id, subject_id, count, created_at)
            SELECT uuidv7((n - @orders / 20) * (interval '90 days' / (@orders / 20))), (ARRAY['sign_in', 'product_change', 'order_change', 'role_change'])[n % 4 + 1],
                   'succeeded', @user_of_n, @user_of_n, 1, now()
              FROM generate_series(1, @orders / 20) AS n
            """;

    UUID anyUser() {
        return UUID.fromString("00000000-0000-7000-9000-%012d".formatted(any(users())));
    }

    UUID anyProduct() {
        return UUID.fromString("00000000-0000-7000-8000-%012d".formatted(any(products)));
    }

    /** Some orders of any age. */
    List<UUID> someOrders(UUID user) {
        return postgres.client().sql("SELECT id FROM orders WHERE user_id = :user").param("user", user).query(UUID.class).list();
    }

    private static int any(int most) {
        return 1 + ThreadLocalRandom.current().nextInt(most);
    }
}
