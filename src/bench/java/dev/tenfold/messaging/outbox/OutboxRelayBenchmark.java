package dev.tenfold.messaging.outbox;

import dev.tenfold.TenfoldApplication;
import dev.tenfold.testing.evidence.Results;
import dev.tenfold.testing.services.Durability;
import dev.tenfold.testing.services.EmbeddedServices;
import dev.tenfold.testing.services.SigningKey;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.springframework.boot.SpringApplication;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Events a second from the outbox to the Redis Stream, by one process, from a backlog that is committed at once; PostgreSQL syncs to disk. How
 * to run it stands in docs/events.md.
 */
public final class OutboxRelayBenchmark {

    private static final int EVENTS = Integer.getInteger("events", 50_000);
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int THINGS = 5_000;
    private static final int DATA = 600; // bytes, as an order of two lines has

    private final JdbcClient jdbc;

    private OutboxRelayBenchmark(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public static void main(String[] arguments) {
        try (var services = EmbeddedServices.start(Durability.CRASH_SAFE)) {
            Map<String, Object> properties = new HashMap<>(services.addresses().properties());
            properties.putAll(SigningKey.properties());
            properties.putAll(Map.of("server.port", 0, "tenfold.log.format", "text", "logging.level.root", "WARN"));
            String[] settings = properties.entrySet().stream().map(property -> "--" + property.getKey() + "=" + property.getValue())
                    .toArray(String[]::new);
            try (var _ = SpringApplication.run(TenfoldApplication.class, settings); var connection = services.postgres().address().connection()) {
                new OutboxRelayBenchmark(JdbcClient.create(connection)).run();
            }
        }
    }

    private void run() {
        round(); // warms up
        double[] rates = IntStream.range(0, ROUNDS).mapToDouble(_ -> round()).sorted().toArray();
        System.out.printf("%,d events of %d bytes, %d rounds: median %,.0f events/s (%,.0f to %,.0f)%n", EVENTS, DATA, ROUNDS,
                rates[rates.length / 2], DoubleStream.of(rates).min().orElseThrow(), DoubleStream.of(rates).max().orElseThrow());
        Results.write("outbox-rate", Results.benchmarkCommand(OutboxRelayBenchmark.class), Map.of("events", EVENTS, "bytes of an event", DATA, "rounds", ROUNDS,
                "events/s, median", rates[rates.length / 2]));
    }

    private double round() {
        jdbc.sql("""
                WITH things AS (SELECT array_agg(gen_random_uuid()) AS ids FROM generate_series(1, :things))
                INSERT INTO outbox (id, type, aggregate_id, data, occurred_at)
                SELECT uuidv7(), 'order.placed', things.ids[1 + n % :things], '{"text":"' || repeat('x', :data) || '"}', now()
                  FROM things, generate_series(1, :events) AS n
                """).param("things", THINGS).param("data", DATA).param("events", EVENTS).update();
        long start = System.nanoTime();
        jdbc.sql("SELECT pg_notify('tenfold_outbox', '')").query((row, number) -> true).single();
        while (jdbc.sql("SELECT EXISTS (SELECT FROM outbox WHERE told_at IS NULL)").query(Boolean.class).single()) {
            LockSupport.parkNanos(20_000_000);
        }
        return EVENTS / ((System.nanoTime() - start) / 1e9);
    }
}
