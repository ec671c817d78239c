package dev.tenfold.benchmark.read;

import dev.tenfold.benchmark.read.Coherence.Peer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** A few instances on one Redis, which fill and invalidate as the service would. */
final class Cluster implements AutoCloseable {

    static final int PROBES = 20_000;
    private static final int LEASE_MILLIS = 2_000;
    private static final String VALUE = "v".repeat(400);
    private static final long PAUSE_NANOS = 1_000_000;
    /** KEYS: value, lease. ARGV: token, value, ms to live. */
    private static final String STORE = """
            if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
            redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
            redis.call('DEL', KEYS[2])
            return 1
            """;

    private final List<Peer> peers;
    private final Coherence way;
    private final String store;
    private final String removal;

    Cluster(RedisClient client, Coherence way, int size) {
        this.peers = IntStream.range(0, size).mapToObj(_ -> way.connect(client, new InvalidationListener(PROBES))).toList();
        this.store = peers.getFirst().commands().sync().digest(STORE);
        this.removal = peers.getFirst().commands().sync().digest(way.removal());
        this.way = way;
        loadScripts();
    }

    /** Redis forgets them when it stops. */
    void loadScripts() {
        List.of(STORE, way.removal()).forEach(script -> peers.getFirst().commands().sync().scriptLoad(script));
    }

    List<Peer> peers() {
        return peers;
    }

    /** Takes the lease and stores a value: two commands, as after a miss. */
    void fill(int peer, String key, int millisToLive) {
        var redis = peers.get(peer).commands().sync();
        String token = UUID.randomUUID().toString();
        if (redis.set(lease(key), token, SetArgs.Builder.nx().px(LEASE_MILLIS)) != null) {
            redis.evalsha(store, ScriptOutputType.INTEGER, new String[] {key, lease(key)}, token, VALUE, Integer.toString(millisToLive));
        }
    }

    void invalidate(int peer, String key) {
        peers.get(peer).commands().sync().evalsha(removal, ScriptOutputType.INTEGER, key, lease(key));
    }

    void empty() {
        peers.getFirst().commands().sync().flushall();
    }

    /** CPU that Redis has spent since its start, in ms. */
    double cpu() {
        return peers.getFirst().commands().sync().info("cpu").lines()
                .filter(line -> line.startsWith("used_cpu_sys:") || line.startsWith("used_cpu_user:"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(':') + 1))).sum() * 1000;
    }

    /** Of all instances' messages the mean. */
    double messages() {
        return peers.stream().mapToLong(peer -> peer.ear().messages()).average().orElseThrow();
    }

    double keys() {
        return peers.stream().mapToLong(peer -> peer.ear().keys()).average().orElseThrow();
    }

    /** Whether it came true within so many ms. */
    static boolean within(long millis, BooleanSupplier condition) {
        long end = System.nanoTime() + millis * 1_000_000;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return true;
    }

    private static String lease(String key) {
        return "lease:" + key;
    }

    @Override
    public void close() {
        peers.forEach(Peer::close);
    }
}
