package dev.tenfold.cache.redis;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of this process's connection to Redis: commands and published messages. It is up or down, like a circuit breaker is closed or
 * open (Nygard, "Release It!", chapter 5). Down is the safe state: Redis is not asked, and nothing relies on its messages.
 * <p>It goes down when a connection breaks, when a heartbeat or three commands in a row are not answered in time, when the server refuses to
 * serve or is another one than before, or when a cache invalidation could not be sent. It comes up again when both connections work, the subscription is confirmed, and every {@link
 * RedisConnectionListener} has sent what it had to send; {@link RedisHealthMonitor} does this. So while it is up, every message published
 * since then has been received, and the values in Redis can be trusted.
 * <p>There is one for the cache and one for events and rate limits ({@link EventsRedis}). The Redis of events has no subscription; the
 * sentences about messages are for the cache's. Both are the same object if one Redis holds all.
 */
public class RedisConnectionState {

    private static final Logger LOG = LoggerFactory.getLogger(RedisConnectionState.class);

    private final String name;
    private final RedisProperties properties;
    private final MeterRegistry metrics;
    private volatile List<RedisConnectionListener> listeners = List.of();
    private final AtomicInteger slow = new AtomicInteger();
    private volatile boolean up;
    private volatile long upSince;
    private final AtomicLong disconnects = new AtomicLong();
    private final Object deferring = new Object();
    private volatile @Nullable RedisConnections connections;

    /** @param name what the Redis holds, the metrics' tag {@code redis} */
    RedisConnectionState(String name, RedisProperties properties, MeterRegistry metrics) {
        this.name = name;
        this.properties = properties;
        this.metrics = metrics;
        Gauge.builder("tenfold.redis.up", this, redis -> redis.up ? 1 : 0)
                .description("1 while the service uses this Redis, 0 while it works without").tag("redis", name).register(metrics);
    }

    String name() {
        return name;
    }

    public boolean isUp() {
        return up;
    }

    /** Whether the connection has been up for this long without a break. */
    public boolean isUpFor(Duration duration) {
        return up && System.nanoTime() - upSince >= duration.toNanos();
    }

    /**
     * How many times the connection has been lost. If the number has changed since a value was read, an invalidation of it may have been
     * missed.
     */
    public long disconnects() {
        return disconnects.get();
    }

    /** @throws RedisUnavailable if the connection has been lost since there were so many disconnects */
    public void requireNoDisconnectSince(long before) {
        if (disconnects.get() != before) {
            throw new RedisUnavailable("the connection was lost meanwhile");
        }
    }

    /**
     * Whether an invalidation cannot be sent now because the connection is down. If it was written to the database before this call, the
     * connection does not come up before it has been sent: this method waits while a reconnect is in its last step.
     */
    public boolean mustDefer() {
        if (up) {
            return false;
        }
        synchronized (deferring) {
            return !up;
        }
    }

    /** @throws RedisUnavailable while the connection is down */
    RedisClusterAsyncCommands<byte[], byte[]> commands() {
        RedisConnections open = connections;
        if (!up || open == null) {
            throw new RedisUnavailable("Redis is down");
        }
        return open.commands();
    }

    /** Sends a script; {@link #await} returns its answer. */
    public CompletionStage<byte[]> send(LuaScript script, byte[][] keys, byte[]... arguments) {
        return up ? sendSettling(script, keys, arguments) : CompletableFuture.failedStage(new RedisUnavailable("Redis is down"));
    }

    /**
     * Waits for the answer to a command; null if the answer is nil.
     * @throws RedisUnavailable when there is no answer in time, or an error
     */
    public byte @Nullable [] await(CompletionStage<byte[]> answer) {
        return RedisReplies.await(answer, properties.timeout(), this, slow);
    }

    /** Like {@link #await}, for a command that should rather be late than lost: it may take as long as a heartbeat. */
    public byte @Nullable [] awaitLong(CompletionStage<byte[]> answer) {
        return RedisReplies.await(answer, properties.heartbeatTimeout(), this, slow);
    }

    /** Runs a script and waits for its answer; see {@link #await}. */
    public byte @Nullable [] run(LuaScript script, byte[][] keys, byte[]... arguments) {
        return await(send(script, keys, arguments));
    }

    /**
     * Marks the connection as down.
     * @param reason the metric's tag
     * @param why a clause for the log
     */
    public void disconnect(String reason, String why) {
        disconnects.incrementAndGet();
        boolean wasUp = up;
        up = false;
        listeners.forEach(RedisConnectionListener::onDisconnected);
        if (wasUp) {
            metrics.counter("tenfold.redis.disconnects", "redis", name, "reason", reason).increment();
            LOG.warn("Working without the Redis of the {} for now: {}", name, why);
        }
    }

    /**
     * Marks the connection as up. Returns false if it was lost in the meantime.
     * @param before the number of disconnects when {@link RedisHealthMonitor} last saw the connection work
     * @param server which server answers
     */
    boolean reconnect(long before, String server) {
        listeners.forEach(listener -> listener.onReconnecting(server));
        synchronized (deferring) { // few entries have been added since the first call, and none can be added now
            listeners.forEach(listener -> listener.onReconnecting(server));
            slow.set(0);
            upSince = System.nanoTime();
            up = true;
        }
        if (disconnects.get() != before) {
            disconnect("broken", "the connection broke");
            return false;
        }
        return true;
    }

    /** Sets the connections and the listeners. Listeners are given here because threads of a connection must not look up beans. */
    void attach(RedisConnections open, List<RedisConnectionListener> all) {
        listeners = all;
        connections = open;
    }

    void detach() {
        up = false;
        connections = null;
    }

    void dispatch(String message) {
        listeners.forEach(listener -> listener.onMessage(message));
    }

    /**
     * Sends a script while the connection is still down, for a listener in {@link RedisConnectionListener#onReconnecting}; {@link
     * #awaitSettled} waits for its answer.
     */
    public CompletionStage<byte[]> sendSettling(LuaScript script, byte[][] keys, byte[]... arguments) {
        RedisConnections open = connections;
        return open == null ? CompletableFuture.failedStage(new RedisUnavailable("there is no connection"))
                : script.run(open.commands(), keys, arguments);
    }

    /** @throws RedisUnavailable when there is no answer in time, or an error */
    public void awaitSettled(CompletionStage<byte[]> answer) {
        try {
            RedisReplies.get(answer, properties.heartbeatTimeout());
        } catch (TimeoutException late) {
            throw new RedisUnavailable("no answer in time");
        }
    }

    /** The channel that every process subscribes to. */
    public static byte[] channel() {
        return RedisConnections.CHANNEL.getBytes(StandardCharsets.UTF_8);
    }
}
