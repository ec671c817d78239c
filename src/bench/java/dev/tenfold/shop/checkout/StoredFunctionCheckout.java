package dev.tenfold.shop.checkout;

import dev.tenfold.benchmark.measure.Pgbench;
import dev.tenfold.benchmark.measure.Result;
import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The whole order as one call of a stored function: what the database can do without a service. */
final class StoredFunctionCheckout {

    private final Pgbench pgbench;
    private final Duration round;

    StoredFunctionCheckout(JdbcClient jdbc, Pgbench pgbench, Duration round) {
        this.pgbench = pgbench;
        this.round = round;
        jdbc.sql("CREATE TABLE bench_product AS SELECT (row_number() OVER (ORDER BY id))::int AS number, id FROM products").update();
        jdbc.sql("ALTER TABLE bench_product ADD PRIMARY KEY (number)").update();
        jdbc.sql("""
                CREATE FUNCTION bench_order(a int, b int, c int) RETURNS void LANGUAGE plpgsql AS $$
                DECLARE
                    buyer uuid := (SELECT id FROM users LIMIT 1);
                    order_key text := gen_random_uuid()::text;
                    new_order uuid := uuidv7();
                    asked uuid[] := ARRAY(SELECT DISTINCT id FROM bench_product WHERE number IN (a, b, c) ORDER BY id);
                BEGIN
                    INSERT INTO idempotency_keys (user_id, key, fingerprint, created_at, expires_at)
                    VALUES (buyer, order_key, sha256(order_key::bytea), now(), now() + interval '1 day');
                    PERFORM 1 FROM inventory WHERE product_id = ANY (asked) AND on_hand > 0 ORDER BY product_id FOR UPDATE;
                    INSERT INTO orders (id, user_id, status, total_amount, currency, created_at, updated_at)
                    SELECT new_order, buyer, 'pending', sum(price_amount), 'USD', now(), now() FROM products WHERE id = ANY (asked);
                    INSERT INTO order_lines (order_id, line, product_id, sku, name, unit_amount, quantity)
                    SELECT new_order, row_number() OVER (), id, sku, name, price_amount, 1 FROM products WHERE id = ANY (asked);
                    INSERT INTO stock_movements (product_id, delta, kind, order_id, created_at)
                    SELECT id, -1, 'order', new_order, now() FROM unnest(asked) AS id;
                    INSERT INTO outbox (id, type, aggregate_id, data, occurred_at) VALUES (uuidv7(), 'order.placed', new_order, '{}', now());
                    UPDATE idempotency_keys SET status = 201, body = decode(repeat('00', 500), 'hex') WHERE user_id = buyer AND key = order_key;
                    UPDATE inventory SET on_hand = on_hand - 1 WHERE product_id = ANY (asked);
                END $$
                """).update();
        jdbc.sql("ANALYZE").update();
    }

    /** One round, or nothing where there is no pgbench on this machine. */
    Optional<Result> run(boolean hot) {
        return pgbench.run("\\set a %s\n\\set b random(2, 100000)\n\\set c random(2, 100000)\nSELECT bench_order(:a, :b, :c);\n"
                .formatted(hot ? "1" : "random(2, 100000)"), round);
    }
}
