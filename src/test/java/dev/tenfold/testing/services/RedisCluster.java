package dev.tenfold.testing.services;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A Redis Cluster of three masters, as processes. */
public final class RedisCluster implements AutoCloseable {

    private static final int NODES = 3;
    private static final int SLOTS = 16_384;
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final List<RedisProcess> nodes;

    private RedisCluster(List<RedisProcess> nodes) {
        this.nodes = nodes;
    }

    /** Starts the nodes, assigns the slots, and returns when all nodes know each other. */
    public static RedisCluster start() {
        QuietLogging.please();
        var cluster = new RedisCluster(IntStream.range(0, NODES).mapToObj(_ -> RedisProcess.launch("cluster-enabled yes")).toList());
        try {
            cluster.form();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void form() {
        for (int i = 0; i < NODES; i++) {
            nodes.get(i).ask("CLUSTER ADDSLOTSRANGE %d %d".formatted(i * SLOTS / NODES, (i + 1) * SLOTS / NODES - 1));
            nodes.get(i).ask("CLUSTER MEET 127.0.0.1 %d %d".formatted(nodes.getFirst().port(), nodes.getFirst().busPort()));
        }
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (!nodes.stream().allMatch(RedisCluster::isComplete)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("The nodes do not find each other: " + nodes.getFirst().ask("CLUSTER NODES"));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static boolean isComplete(RedisProcess node) {
        String info = node.ask("CLUSTER INFO");
        return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + NODES);
    }

    /** The value of {@code spring.data.redis.cluster.nodes}. */
    public String addresses() {
        return nodes.stream().map(node -> "127.0.0.1:" + node.port()).collect(Collectors.joining(","));
    }

    public List<RedisProcess> nodes() {
        return nodes;
    }

    @Override
    public void close() {
        nodes.forEach(RedisProcess::close);
    }
}
