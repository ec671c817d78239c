package dev.tenfold.cache.redis;

import dev.tenfold.platform.worker.SupervisedLoop;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;

/** Opens the connections to one Redis, checks them a few times a second, and re-establishes them after they were lost. */
class RedisHealthMonitor extends SupervisedLoop {

    /** Starts before the web server, so that the first request finds the connection up; stops after it. */
    private static final int PHASE = 1_000;
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);
    /** How often the server's identity is checked while the connection is up. Its connections seldom survive a change, but behind a proxy they may. */
    private static final long IDENTITY_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** How often a cluster is asked for its topology while it is down. */
    private static final long TOPOLOGY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Logger LOG = LoggerFactory.getLogger(RedisHealthMonitor.class);

    private final RedisConnectionState redis;
    private final Supplier<AbstractRedisClient> client;
    private final @Nullable ObjectProvider<RedisConnectionListener> users;
    private final RedisProperties properties;
    private volatile boolean stopping;
    private volatile List<RedisConnectionListener> listeners = List.of();
    private volatile @Nullable RedisConnections connections;
    private String server = "";
    private String refusal = "";
    private long identityDue = System.nanoTime();
    private long topologyDue = System.nanoTime();

    /**
     * A monitor.
     * @param client asked for at the start, not before
     * @param users what must know when the connection is lost; null if nothing depends on this Redis's messages
     */
    RedisHealthMonitor(RedisConnectionState redis, Supplier<AbstractRedisClient> client,
            @Nullable ObjectProvider<RedisConnectionListener> users, RedisProperties properties) {
        super("redis-health-monitor-" + redis.name(), PHASE, LONGEST_STOP);
        this.redis = redis;
        this.client = client;
        this.users = users;
        this.properties = properties;
    }

    @Override
    public void start() {
        stopping = false;
        listeners = users == null ? List.of() : users.stream().toList();
        if (!reconnect()) {
            LOG.warn("The Redis of the {} does not answer. Starting without it", redis.name());
        }
        super.start();
    }

    @Override
    protected void runOnce() throws InterruptedException {
        await(properties.heartbeat());
        if (stopping) {
            return;
        }
        if (redis.isUp()) {
            heartbeat();
        } else if (reconnect()) {
            LOG.info("Using the Redis of the {} again", redis.name());
        }
    }

    private void heartbeat() {
        RedisConnections open = connections;
        if (open == null) {
            return;
        }
        try {
            RedisReplies.get(open.ping(), properties.heartbeatTimeout());
            if (System.nanoTime() - identityDue >= 0) {
                identityDue = System.nanoTime() + IDENTITY_NANOS;
                if (!RedisReplies.get(open.identity(), properties.heartbeatTimeout()).equals(server)) {
                    disconnect("replaced", "another server answers");
                }
            }
        } catch (RedisCommandExecutionException | RedisUnsuitable refused) {
            disconnect("refused", String.valueOf(refused.getMessage()));
        } catch (TimeoutException | RedisException | RedisUnavailable silent) {
            disconnect("silent", "it does not answer a heartbeat");
        }
    }

    private void disconnect(String reason, String why) {
        if (!stopping) {
            redis.disconnect(reason, why);
        }
    }

    /** Tries to bring the connection up. Returns whether it is up now. */
    private boolean reconnect() {
        try {
            RedisConnections open = connections;
            if (open == null) {
                open = RedisConnections.open(client.get(), users == null ? null : redis::dispatch,
                        () -> redis.disconnect("broken", "the connection broke"));
                connections = open;
                redis.attach(open, listeners);
            }
            long before = redis.disconnects();
            RedisReplies.get(open.subscribe(), properties.heartbeatTimeout());
            RedisReplies.get(open.ping(), properties.heartbeatTimeout());
            if (users != null) {
                awaitEcho(open);
            }
            server = RedisReplies.get(open.identity(), properties.heartbeatTimeout());
            boolean up = !stopping && redis.reconnect(before, server);
            refusal = up ? "" : refusal;
            return up;
        } catch (RedisCommandExecutionException | RedisUnsuitable refused) {
            openAgain(String.valueOf(refused.getMessage()));
            return false;
        } catch (TimeoutException | RuntimeException notYet) {
            LOG.debug("Redis is not usable yet", notYet);
            if (System.nanoTime() - topologyDue >= 0) {
                topologyDue = System.nanoTime() + TOPOLOGY_NANOS;
                RedisConnections.refreshTopology(client.get());
            }
            return false;
        }
    }

    private void awaitEcho(RedisConnections open) throws TimeoutException {
        RedisReplies.get(open.publishEcho(), properties.heartbeatTimeout());
        try {
            RedisReplies.get(open.echo().arrival(), properties.heartbeatTimeout());
        } catch (TimeoutException lost) {
            throw new RedisUnsuitable("what is published does not arrive");
        }
    }

    /** Closes the connections, so that the next attempt looks the server's name up again: the name may belong to another server now. */
    private void openAgain(String why) {
        if (!why.equals(refusal)) {
            refusal = why;
            LOG.warn("The Redis of the {} answers but cannot be used: {}", redis.name(), why);
        }
        close();
    }

    private void close() {
        redis.detach();
        if (connections != null) {
            connections.close();
            connections = null;
        }
    }

    @Override
    public void stop() {
        stopping = true;
        redis.detach();
        super.stop();
        close();
    }
}
