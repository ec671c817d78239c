package dev.tenfold.testing.plan;

import dev.tenfold.testing.services.Postgres;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * 100,000 rows of everything, loaded by a few statements into its own database on the shared server. The database is deleted with that
 * server.
 */
final class LargeDatabase {

    static final int ROWS = 100_000;

    private final String url;
    private final JdbcTemplate simple;
    private final JdbcClient jdbc;
    private final JdbcClient filler;

    LargeDatabase(Postgres postgres) {
        String name = "big_" + UUID.randomUUID().toString().replace("-", "");
        JdbcClient.create(database(postgres, postgres.jdbcUrl())).sql("CREATE DATABASE " + name).update();
        this.url = postgres.jdbcUrl().replaceFirst("/[^/?]+(\\?.*)?$", "/" + name + "$1");
        this.jdbc = JdbcClient.create(database(postgres, url));
        this.simple = new JdbcTemplate(database(postgres, with("preferQueryMode=simple")));
        // a replica does not check foreign keys: the checks take half of the time, and these rows are valid
        this.filler = JdbcClient.create(database(postgres, with("options=-c%20session_replication_role=replica")));
    }

    String url() {
        return url;
    }

    JdbcClient jdbc() {
        return jdbc;
    }

    /** The result of EXPLAIN for a statement as it is: {@code $1} is a parameter without a value. */
    String explain(String sql) {
        return String.valueOf(simple.queryForObject(sql, String.class));
    }

    /** Fills the tables, after the service has created them. */
    void fill() {
        run("""
                INSERT INTO users (name, email, email_key, password_hash, tokens_ended_at, created_at)
                SELECT 'User ' || n, 'user' || n || '@big.test', 'user' || n || '@big.test', '-',
                       CASE WHEN n %% 10 = 0 THEN now() - n * interval '1 minute' END, now() - n * interval '1 minute'
                  FROM generate_series(1, %d) n
                """);
        run("""
                INSERT INTO products (sku, name, description, category, price_amount, price_currency, created_at, updated_at)
                SELECT 'SKU-' || n, (ARRAY['Red', 'Green', 'Blue', 'Black', 'White'])[n %% 5 + 1] || ' ' || (ARRAY['tea', 'mug', 'pot', 'shoe'])[n %% 4 + 1] || ' ' || n,
                       'Made of ' || (ARRAY['wood', 'steel', 'clay', 'linen', 'wool', 'glass', 'cork'])[n %% 7 + 1] || ', word' || n %% 1000 || '.',
                       'category-' || n %% 50, (n * 7919::bigint) %% 50000, 'USD', now() - n * interval '1 minute', now()
                  FROM generate_series(1, %d) n
                """);
        run("INSERT INTO inventory (product_id, on_hand) SELECT id, (row_number() OVER (ORDER BY id)) %% 20 FROM products");
        run("INSERT INTO stock_movements (product_id, delta, kind, created_at) SELECT product_id, on_hand, 'initial', now() FROM inventory WHERE on_hand > 0");
        run("""
                INSERT INTO orders (id, user_id, status, total_amount, currency, created_at, updated_at)
                SELECT uuidv7(), person.id, (ARRAY['delivered', 'delivered', 'delivered', 'paid', 'shipped', 'cancelled', 'expired', 'pending'])[person.n %% 8 + 1],
                       5, 'USD', now(), now()
                  FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM users) person, generate_series(1, CASE WHEN person.n = 1 THEN 2000 ELSE 1 END)
                """);
        run("""
                INSERT INTO order_lines (order_id, line, product_id, sku, name, unit_amount, quantity)
                SELECT o.id, p.line, p.id, 'SKU', 'Tea', 5, 1
                  FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM orders) o
                  JOIN (SELECT id, (row_number() OVER (ORDER BY id) - 1) / 2 AS n, (row_number() OVER (ORDER BY id) - 1) %% 2 + 1 AS line FROM products) p
                    ON p.n = o.n %% 50000
                """);
        run("""
                INSERT INTO stock_movements (product_id, delta, kind, order_id, created_at)
                SELECT product_id, -quantity, 'order', order_id, now() FROM order_lines
                """);
        run("""
                INSERT INTO idempotency_keys (user_id, key, fingerprint, status, created_at, expires_at)
                SELECT user_id, id::text, sha256('x'), 201, now(), now() + interval '1 day' FROM orders LIMIT 20000
                """);
        run("""
                INSERT INTO token_families (id, user_id, token_epoch, created_at, revoked_at)
                SELECT uuidv7(), id, 1, now(), CASE WHEN random() < 0.3 THEN now() - random() * interval '30 days' END FROM users LIMIT 20000
                """);
        run("""
                INSERT INTO refresh_tokens (token_hash, family_id, created_at, expires_at)
                SELECT sha256(id::text::bytea), id, now(), now() + interval '1 day' FROM token_families
                """);
        run("""
                INSERT INTO outbox (id, type, aggregate_id, data, occurred_at, told_at)
                SELECT uuidv7(), 'order.placed', id, '{}', now(), now() FROM orders LIMIT %d
                """);
        run("""
                INSERT INTO webhooks (id, url, events, enabled, created_at, updated_at)
                SELECT uuidv7(), 'https://hook' || n || '.invalid/', ARRAY['nothing.at.all'], n %% 10 > 0, now(), now() FROM generate_series(1, 20) n
                """);
        run("INSERT INTO webhook_secrets (webhook_id, number, secret) SELECT id, 1, decode(repeat('00', 33), 'hex') FROM webhooks");
        run("""
                INSERT INTO webhook_deliveries (id, webhook_id, event_id, event_type, body, status, attempts, due_at, created_at, finished_at)
                SELECT uuidv7(), hook.id, uuidv7(), 'order.placed', '{}', outcome.status, 1, CASE WHEN outcome.status = 'pending' THEN now() + interval '1 day' END,
                       now(), CASE WHEN outcome.status <> 'pending' THEN now() END
                  FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM webhooks) AS hook,
                       generate_series(1, %d / 20) AS number,
                       LATERAL (SELECT (ARRAY['succeeded', 'succeeded', 'succeeded', 'failed', 'pending'])[number %% 5 + 1] AS status) AS outcome
                """);
        run("""
                INSERT INTO jobs (id, kind, status, queued_by, payload, created_at, finished_at, attempts)
                SELECT uuidv7(), 'invoice', status, id, '{}', now(), CASE WHEN status IN ('succeeded', 'failed') THEN now() - n %% 20 * interval '1 day' END, 1
                  FROM (SELECT id, n, CASE WHEN n %% 100 = 0 THEN 'failed' WHEN n %% 1000 = 1 THEN 'queued' WHEN n %% 1000 = 2 THEN 'running' ELSE 'succeeded' END AS status
                          FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM users) person LIMIT %d) job
                """);
        run("UPDATE jobs SET unique_key = id::text WHERE status <> 'failed'");
        run("""
                INSERT INTO audit_events (id, kind, outcome, user_id, subject_id, count, created_at)
                SELECT uuidv7(), (ARRAY['sign_in', 'product_change', 'order_change', 'role_change'])[n %% 4 + 1], 'succeeded', person.id, person.id, 1, now()
                  FROM (SELECT id, row_number() OVER (ORDER BY id) AS number FROM users) person
                  JOIN generate_series(1, %d) n ON person.number = n %% 1000 + 1
                """);
        run("""
                INSERT INTO payment_events (id, fingerprint, status, body, received_at)
                SELECT 'event-' || n, sha256('x'), 204, '', now() FROM generate_series(1, %d) n
                """);
        run("VACUUM (ANALYZE)"); // autovacuum would do it sooner or later
    }

    private void run(String sql) {
        filler.sql(sql.formatted(ROWS)).update();
    }

    private String with(String parameter) {
        return url + (url.contains("?") ? "&" : "?") + parameter;
    }

    private static DataSource database(Postgres postgres, String url) {
        return new DriverManagerDataSource(url, postgres.username(), postgres.password());
    }
}
