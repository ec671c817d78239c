package dev.tenfold.shop.checkout;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenfold.TenfoldApplication;
import dev.tenfold.api.idempotency.Idempotency;
import dev.tenfold.api.idempotency.IdempotencyKey;
import dev.tenfold.api.problem.RequestContext;
import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.benchmark.measure.Pgbench;
import dev.tenfold.benchmark.measure.Result;
import dev.tenfold.cache.recentwrites.RecentWrites;
import dev.tenfold.platform.tracing.CurrentTrace;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.shop.ProductId;
import dev.tenfold.shop.checkout.NewOrder.NewOrderItem;
import dev.tenfold.shop.order.OrderView;
import dev.tenfold.testing.evidence.Results;
import dev.tenfold.testing.services.Durability;
import dev.tenfold.testing.services.EmbeddedServices;
import dev.tenfold.testing.services.Postgres;
import dev.tenfold.testing.services.SigningKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Orders a second, ours against others, in one run on one PostgreSQL that syncs to disk: ratios hold where absolute figures drift. In
 * process, without HTTP. How to run it stands in docs/orders.md.
 */
public final class OrderBenchmark {

    private static final int PRODUCTS = 100_000;
    private static final int SLICE = 10_000;
    private static final int LINES = 3;
    private static final int CLIENTS = Integer.getInteger("clients", 32);
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final Duration ROUND = Duration.ofSeconds(Integer.getInteger("seconds", 6));
    private static final int PGBENCH_CLIENTS = 10;

    private static final Map<String, Object> FIGURES = new TreeMap<>();

    private final JdbcClient jdbc;
    private final Idempotency idempotency;
    private final Map<String, Consumer<List<NewOrderItem>>> ways = new LinkedHashMap<>();
    private final LongAdder failed = new LongAdder();
    private final List<ProductId> products;
    private final UserId user;

    private OrderBenchmark(ConfigurableApplicationContext context) {
        this.jdbc = context.getBean(JdbcClient.class);
        this.idempotency = context.getBean(Idempotency.class);
        this.user = new UserId(jdbc.sql("INSERT INTO users (name, email, email_key, password_hash) VALUES ('b', 'b', 'b', 'b') RETURNING id")
                .query(UUID.class).single());
        for (int first = 1; first <= PRODUCTS; first += SLICE) {
            jdbc.sql("""
                    WITH product AS (
                        INSERT INTO products (sku, name, category, price_amount, price_currency)
                        SELECT 'SKU-' || n, 'Earl Grey, ' || n || ' g', 'tea', 1999, 'USD' FROM generate_series(:first::int, :last::int) AS n
                        RETURNING id)
                    INSERT INTO inventory SELECT id, 1000000000 FROM product
                    """).param("first", first).param("last", first + SLICE - 1).update();
        }
        this.products = jdbc.sql("SELECT id FROM products").query((row, number) -> new ProductId(row.getObject("id", UUID.class))).list();
        var transaction = context.getBean(BatchTransaction.class);
        var writes = context.getBean(RecentWrites.class);
        var metrics = context.getBean(CheckoutMetrics.class);
        var trace = context.getBean(CurrentTrace.class);
        var defaults = context.getBean(CheckoutProperties.class);
        var alone = new CheckoutProperties(20, 1, 1, 1000, 0, Duration.ofSeconds(10));
        var plain = new PlainCheckout(jdbc, new TransactionTemplate(context.getBean(PlatformTransactionManager.class)));
        ways.put("together", batched(new Checkout(idempotency, transaction, writes, metrics, trace, defaults)));
        ways.put("each alone", batched(new Checkout(idempotency, transaction, writes, metrics, trace, alone)));
        ways.put("plain service", items -> plain.place(user, UUID.randomUUID().toString(), items));
    }

    public static void main(String[] arguments) {
        try (var services = EmbeddedServices.start(Durability.CRASH_SAFE)) {
            Map<String, Object> properties = new HashMap<>(services.addresses().properties());
            properties.putAll(SigningKey.properties());
            properties.putAll(Map.of("server.port", 0, "tenfold.log.format", "text", "logging.level.root", "WARN"));
            String[] settings = properties.entrySet().stream().map(property -> "--" + property.getKey() + "=" + property.getValue())
                    .toArray(String[]::new);
            try (var context = SpringApplication.run(TenfoldApplication.class, settings)) {
                new OrderBenchmark(context).run(context.getBean(HikariDataSource.class), services.postgres().address());
            }
        }
    }

    private Consumer<List<NewOrderItem>> batched(Checkout checkout) {
        var requestContext = new RequestContext("/api/v1/orders", "benchmark");
        return items -> {
            int status = checkout.place(user, new IdempotencyKey(UUID.randomUUID().toString()), new NewOrder(items, null), requestContext, OrderView.of(ApiVersion.V1))
                    .status();
            if (status != 201) {
                throw new IllegalStateException("answered " + status);
            }
        };
    }

    private void run(HikariDataSource pool, Postgres postgres) {
        say("%d clients, carts of %d lines, %d products, medians of %d rounds of %d s, PostgreSQL with fsync, pool of %d".formatted(CLIENTS, LINES,
                PRODUCTS, ROUNDS, ROUND.toSeconds(), pool.getMaximumPoolSize()));
        var oneCall = new StoredFunctionCheckout(jdbc, new Pgbench(postgres, PGBENCH_CLIENTS), ROUND);
        ways.forEach((_, way) -> measure(way, CLIENTS, false));
        for (boolean hot : new boolean[] {false, true}) {
            Map<String, List<Result>> results = new LinkedHashMap<>();
            for (int round = 0; round < ROUNDS; round++) {
                ways.forEach((name, way) -> results.computeIfAbsent(name, _ -> new ArrayList<>()).add(measure(way, CLIENTS, hot)));
                oneCall.run(hot).ifPresent(result -> results.computeIfAbsent("pgbench, one call", _ -> new ArrayList<>()).add(result));
            }
            print(hot ? "one product in every order" : "spread over all products", results);
        }
        Map<String, List<Result>> single = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            ways.forEach((name, way) -> single.computeIfAbsent(name, _ -> new ArrayList<>()).add(measure(way, 1, false)));
        }
        print("one client", single);
        audit();
        Results.write("orders", Results.benchmarkCommand(OrderBenchmark.class), FIGURES);
    }

    private Result measure(Consumer<List<NewOrderItem>> way, int clients, boolean hot) {
        failed.reset();
        long end = System.nanoTime() + ROUND.toNanos();
        var latencies = new long[clients][];
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < clients; i++) {
            int client = i;
            threads.add(Thread.ofPlatform().start(() -> latencies[client] = client(way, hot, end)));
        }
        long start = System.nanoTime();
        threads.forEach(OrderBenchmark::join);
        long[] all = Arrays.stream(latencies).flatMapToLong(Arrays::stream).sorted().toArray();
        return new Result(all.length / ((System.nanoTime() - start) / 1e9), Result.at(all, 0.5), Result.at(all, 0.99), Double.NaN, failed.sum());
    }

    private long[] client(Consumer<List<NewOrderItem>> way, boolean hot, long end) {
        var latencies = java.util.stream.LongStream.builder();
        while (System.nanoTime() < end) {
            List<NewOrderItem> cart = cart(hot);
            long start = System.nanoTime();
            try {
                way.accept(cart);
                latencies.add(System.nanoTime() - start);
            } catch (RuntimeException refused) { // a pool or a lock that was not to be had in time
                failed.increment();
            }
        }
        return latencies.build().toArray();
    }

    private List<NewOrderItem> cart(boolean hot) {
        var random = ThreadLocalRandom.current();
        var cart = new ArrayList<NewOrderItem>();
        for (int line = 0; line < LINES; line++) {
            cart.add(new NewOrderItem(products.get(hot && line == 0 ? 0 : random.nextInt(1, PRODUCTS)), 1 + random.nextInt(3)));
        }
        return cart;
    }

    /** Figures of orders that went wrong would be worth nothing. */
    private void audit() {
        long drifted = jdbc.sql("""
                SELECT count(*)
                  FROM inventory
                  JOIN (SELECT product_id, sum(delta) AS delta FROM stock_movements GROUP BY product_id) AS ledger USING (product_id)
                 WHERE on_hand <> 1000000000 + delta
                """).query(Long.class).single();
        long orders = jdbc.sql("SELECT count(*) FROM orders").query(Long.class).single();
        say("%d orders placed; products whose ledger does not add up: %d".formatted(orders, drifted));
    }

    private static void print(String title, Map<String, List<Result>> results) {
        say("\n%-26s %10s %9s %9s %9s %7s".formatted(title, "orders/s", "ratio", "p50 ms", "p99 ms", "failed"));
        double ours = Result.median(results.get("together")).rate();
        results.forEach((name, rounds) -> {
            Result result = Result.median(rounds);
            FIGURES.put("%s, %s, orders/s".formatted(title, name), result.rate());
            FIGURES.put("%s, %s, p99 ms".formatted(title, name), result.p99());
            say("%-26s %10.0f %8.2fx %9.2f %9.2f %7.0f".formatted(name, result.rate(), ours / result.rate(), result.p50(), result.p99(),
                    result.failed()));
        });
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("SystemOut")
    private static void say(String line) {
        System.out.println(line);
    }
}
