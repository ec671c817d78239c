package dev.tenfold.benchmark.read;

import dev.tenfold.benchmark.measure.Result;
import dev.tenfold.benchmark.read.Coherence.Peer;
import dev.tenfold.testing.services.Durability;
import dev.tenfold.testing.services.EmbeddedServices;
import dev.tenfold.testing.services.RedisProcess;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/** How several local caches on one Redis stay coherent: by a Pub/Sub channel, or by Redis's tracking in broadcast mode. What each costs, and what each misses. */
public final class CoherenceBenchmark {

    private static final int PEERS = 3;
    private static final int THREADS_OF_A_PEER = Integer.getInteger("threads", 4);
    private static final int KEYS = 10_000;
    private static final int PER_INVALIDATION = 10;
    private static final int LONG_LIFE = 3_600_000;
    private static final int SHORT_LIFE = 200;
    private static final int EXPIRING = 1_000;
    private static final int LATENCIES = 3_000;
    private static final int SETTLE_MILLIS = 2_000;
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final Duration ROUND = Duration.ofSeconds(Integer.getInteger("seconds", 3));

    private final RedisProcess redis;
    private final RedisClient client;

    private CoherenceBenchmark(RedisProcess redis) {
        this.redis = redis;
        this.client = RedisClient.create(redis.address().uri());
    }

    public static void main(String[] arguments) {
        LoggingSystem.get(CoherenceBenchmark.class.getClassLoader()).setLogLevel("io.lettuce", LogLevel.OFF); // connections break on purpose
        try (var services = EmbeddedServices.start(Durability.DISCARDABLE)) {
            var benchmark = new CoherenceBenchmark(services.redis());
            try {
                benchmark.run();
            } finally {
                benchmark.client.shutdown();
            }
        }
    }

    private void run() {
        say("%d instances with %d threads each, %d keys of 400 bytes; medians of %d rounds of %d s in turn".formatted(PEERS, THREADS_OF_A_PEER, KEYS,
                ROUNDS, ROUND.toSeconds()));
        load(Coherence.CHANNEL, true); // the JIT's share
        say("\n%-26s %12s %16s %16s %18s".formatted("", "operations/s", "messages/1000", "keys told/1000", "Redis CPU ms/1000"));
        for (boolean invalidations : new boolean[] {false, true}) {
            say(invalidations ? "nine fills to one invalidation" : "fills");
            Map<Coherence, List<Load>> loads = new EnumMap<>(Coherence.class);
            for (int round = 0; round < ROUNDS; round++) {
                for (Coherence way : Coherence.values()) {
                    loads.computeIfAbsent(way, _ -> new ArrayList<>()).add(load(way, invalidations));
                }
            }
            for (Coherence way : Coherence.values()) {
                Load load = Load.median(loads.get(way));
                say("  %-24s %12.0f %16.0f %16.0f %18.2f".formatted(way.title(), load.rate, load.messages, load.keys, load.cpu));
            }
        }
        say("\n%d values expire: keys told to each instance".formatted(EXPIRING));
        for (Coherence way : Coherence.values()) {
            say("  %-24s %12d".formatted(way.title(), expiries(way)));
        }
        Arrays.stream(Coherence.values()).forEach(way -> latency(way, true)); // the JIT's share
        say("\n%-26s %10s %10s %10s %8s".formatted("removed to heard, ms", "p50", "p99", "p99.9", "unheard"));
        for (boolean busy : new boolean[] {false, true}) {
            say(busy ? "while others fill" : "quiet");
            Arrays.stream(Coherence.values()).forEach(way -> say(latency(way, busy)));
        }
        say("\nwhat is heard");
        var faults = new CoherenceFaults(redis, client);
        Arrays.stream(Coherence.values()).forEach(way -> faults.lines(way).forEach(CoherenceBenchmark::say));
    }

    private record Load(double rate, double messages, double keys, double cpu) {

        static Load median(List<Load> rounds) {
            return rounds.stream().sorted((a, b) -> Double.compare(a.rate, b.rate)).toList().get(rounds.size() / 2);
        }
    }

    private Load load(Coherence way, boolean invalidations) {
        try (var cluster = new Cluster(client, way, PEERS)) {
            double cpu = cluster.cpu();
            long start = System.nanoTime();
            var operations = new LongAdder();
            inEachThread(peer -> {
                var random = ThreadLocalRandom.current();
                while (System.nanoTime() - start < ROUND.toNanos()) {
                    String key = InvalidationListener.key(random.nextInt(KEYS));
                    if (invalidations && random.nextInt(PER_INVALIDATION) == 0) {
                        cluster.invalidate(peer, key);
                    } else {
                        cluster.fill(peer, key, LONG_LIFE);
                    }
                    operations.increment();
                }
            });
            double thousands = operations.sum() / 1000.0;
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Load(operations.sum() / seconds, cluster.messages() / thousands, cluster.keys() / thousands, (cluster.cpu() - cpu) / thousands);
        }
    }

    private static void inEachThread(IntConsumer work) {
        try (var threads = Executors.newCachedThreadPool()) {
            IntStream.range(0, PEERS * THREADS_OF_A_PEER).forEach(number -> threads.execute(() -> work.accept(number % PEERS)));
        }
    }

    private long expiries(Coherence way) {
        try (var cluster = new Cluster(client, way, PEERS)) {
            InvalidationListener ear = cluster.peers().getLast().ear();
            cluster.empty(); // among many values that live, Redis looks for those that do not only now and then
            IntStream.range(0, EXPIRING).forEach(number -> cluster.fill(0, InvalidationListener.key(number), SHORT_LIFE));
            Cluster.within(SETTLE_MILLIS, () -> ear.keys() >= 2 * EXPIRING);
            return Math.max(0, ear.keys() - EXPIRING); // each fill was told too
        }
    }

    private String latency(Coherence way, boolean busy) {
        try (var cluster = new Cluster(client, way, PEERS); var threads = Executors.newCachedThreadPool()) {
            var done = new AtomicBoolean();
            if (busy) {
                IntStream.range(0, PEERS).forEach(peer -> threads.execute(() -> {
                    while (!done.get()) {
                        cluster.fill(peer, InvalidationListener.key(ThreadLocalRandom.current().nextInt(KEYS)), LONG_LIFE);
                    }
                }));
            }
            var replied = new long[LATENCIES];
            for (int probe = 0; probe < LATENCIES; probe++) {
                cluster.fill(0, InvalidationListener.probe(probe), LONG_LIFE);
                cluster.invalidate(0, InvalidationListener.probe(probe));
                replied[probe] = System.nanoTime();
            }
            Cluster.within(SETTLE_MILLIS, () -> others(cluster).stream().allMatch(peer -> peer.ear().heardAt(LATENCIES - 1) != 0));
            done.set(true);
            var latencies = new ArrayList<Long>();
            long unheard = 0;
            for (Peer peer : others(cluster)) {
                for (int probe = 0; probe < LATENCIES; probe++) {
                    long heard = peer.ear().heardAt(probe);
                    if (heard == 0) {
                        unheard++;
                    } else {
                        latencies.add(heard - replied[probe]);
                    }
                }
            }
            long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
            return "  %-24s %10.3f %10.3f %10.3f %8d".formatted(way.title(), Result.at(sorted, 0.5), Result.at(sorted, 0.99),
                    Result.at(sorted, 0.999), unheard);
        }
    }

    /** The instances that did not write: the one that did knows without being told. */
    private static List<Peer> others(Cluster cluster) {
        return cluster.peers().subList(1, PEERS);
    }

    @SuppressWarnings("SystemOut")
    private static void say(String line) {
        System.out.println(line);
    }
}
