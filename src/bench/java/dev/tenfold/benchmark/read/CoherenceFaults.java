package dev.tenfold.benchmark.read;

import dev.tenfold.benchmark.read.Coherence.Peer;
import dev.tenfold.testing.services.RedisProcess;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.ArrayList;
import java.util.List;

/** What an instance is told, and what not, when things go wrong. Nothing is repaired here: what works again does so by itself. */
final class CoherenceFaults {

    private static final int PEERS = 2;
    private static final int LIFE_MILLIS = 3_600_000;
    private static final int QUIET_MILLIS = 500;
    private static final int RECONNECT_MILLIS = 20_000;

    private final RedisProcess redis;
    private final RedisClient client;

    CoherenceFaults(RedisProcess redis, RedisClient client) {
        this.redis = redis;
        this.client = client;
    }

    List<String> lines(Coherence way) {
        List<String> lines = new ArrayList<>();
        try (var cluster = new Cluster(client, way, PEERS)) {
            Peer last = cluster.peers().getLast();
            lines.add("  " + way.title());
            lines.add("    a removal: " + hears(cluster, 0, true));
            lines.add("    a removal of a value that Redis has not: " + hears(cluster, 1, false));
            cluster.empty();
            lines.add("    FLUSHALL: " + Cluster.within(QUIET_MILLIS, () -> last.ear().flushes() > 0));
            cluster.peers().getFirst().commands().sync().clientKill(KillArgs.Builder.id(last.feed().sync().clientId()));
            awaitAnswers(cluster);
            lines.add("    a removal after a broken connection: " + hears(cluster, 2, true));
            redis.kill();
            redis.start();
            awaitAnswers(cluster);
            cluster.loadScripts();
            lines.add("    a removal after a restart of Redis: " + hears(cluster, 3, true));
        }
        return lines;
    }

    /** Whether an instance is told of a value that another removes. */
    private static boolean hears(Cluster cluster, int probe, boolean isThere) {
        InvalidationListener ear = cluster.peers().getLast().ear();
        if (isThere) {
            cluster.fill(0, InvalidationListener.probe(probe), LIFE_MILLIS);
        }
        pause();
        ear.forget(probe);
        cluster.invalidate(0, InvalidationListener.probe(probe));
        return Cluster.within(QUIET_MILLIS, () -> ear.heardAt(probe) != 0);
    }

    /** Until all connections are there again, and have had time for what they then do by themselves. */
    private static void awaitAnswers(Cluster cluster) {
        pause();
        Cluster.within(RECONNECT_MILLIS, () -> cluster.peers().stream().allMatch(peer -> answers(peer.commands()) && answers(peer.feed())));
        pause();
    }

    private static boolean answers(StatefulRedisConnection<String, String> connection) {
        try {
            return connection.isOpen() && connection.sync().ping() != null;
        } catch (RedisException away) {
            return false;
        }
    }

    private static void pause() {
        Cluster.within(QUIET_MILLIS, () -> false);
    }
}
