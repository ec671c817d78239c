package dev.tenfold.testing.services;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A Redis Cluster of three primaries, as processes. */
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
        return start(NODES);
    }

    /** The same with a fourth node, which is a replica of the first one and takes over two seconds after that has failed. */
    public static RedisCluster startWithReplica() {
        RedisCluster cluster = start(NODES + 1);
        RedisProcess replica = cluster.nodes.getLast();
        replica.ask("CLUSTER REPLICATE " + id(cluster.nodes.getFirst()));
        cluster.await(() -> replica.ask("INFO replication").contains("master_link_status:up"), "The replica does not follow");
        return cluster;
    }

    private static RedisCluster start(int nodes) {
        QuietLogging.please();
        var cluster = new RedisCluster(IntStream.range(0, nodes)
                .mapToObj(_ -> RedisProcess.launch("cluster-enabled yes\ncluster-node-timeout 2000\nrepl-diskless-sync-delay 0")).toList());
        try {
            cluster.form();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void form() {
        for (int i = 0; i < nodes.size(); i++) {
            if (i < NODES) {
                nodes.get(i).ask("CLUSTER ADDSLOTSRANGE %d %d".formatted(i * SLOTS / NODES, (i + 1) * SLOTS / NODES - 1));
            }
            nodes.get(i).ask("CLUSTER MEET 127.0.0.1 %d %d".formatted(nodes.getFirst().port(), nodes.getFirst().busPort()));
        }
        await(() -> nodes.stream().allMatch(this::isComplete), "The nodes do not find each other");
    }

    private void await(BooleanSupplier condition, String otherwise) {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(otherwise + ": " + nodes.getLast().ask("CLUSTER NODES"));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private boolean isComplete(RedisProcess node) {
        String info = node.ask("CLUSTER INFO");
        return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + nodes.size());
    }

    /** Moves the slot of a key from its node to another one, key by key, while clients go on. Returns how many keys it had. */
    public int moveSlotOf(String key) {
        int slot = (int) number(nodes.getFirst().ask("CLUSTER KEYSLOT " + key));
        RedisProcess from = nodes.get((int) ((long) slot * NODES / SLOTS));
        RedisProcess to = nodes.get((nodes.indexOf(from) + 1) % NODES);
        to.ask("CLUSTER SETSLOT %d IMPORTING %s".formatted(slot, id(from)));
        from.ask("CLUSTER SETSLOT %d MIGRATING %s".formatted(slot, id(to)));
        int moved = 0;
        while (number(from.ask("CLUSTER COUNTKEYSINSLOT " + slot)) > 0) {
            String keys = from.ask("CLUSTER GETKEYSINSLOT %d 1".formatted(slot));
            String one = keys.lines().filter(line -> !line.startsWith("*") && !line.startsWith("$") && !line.startsWith("+")).findFirst()
                    .orElse("");
            if (!one.isEmpty()) {
                from.ask("MIGRATE 127.0.0.1 %d %s 0 2000 REPLACE".formatted(to.port(), one));
                moved++;
            }
        }
        nodes.subList(0, NODES).forEach(node -> node.ask("CLUSTER SETSLOT %d NODE %s".formatted(slot, id(to))));
        return moved;
    }

    /** The node that is now the primary of a part of the slots, instead of the first one. */
    public boolean hasReplicaTakenOver() {
        return nodes.getLast().ask("ROLE").contains("master") && isComplete(nodes.getLast());
    }

    private static String id(RedisProcess node) {
        return node.ask("CLUSTER MYID").lines().skip(1).findFirst().orElseThrow().strip();
    }

    /** The integer of an answer. */
    private static long number(String answer) {
        return Long.parseLong(answer.lines().findFirst().orElseThrow().substring(1).strip());
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
