package dev.tenfold.cache.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * This process's line to Redis: commands there, messages back. It is up or down, as a circuit breaker is closed or open (Nygard, "Release
 * It!", chapter 5), and down is the safe side: nobody asks Redis then, and nobody relies on being told anything by it.
 *
 * <p>It falls when a connection breaks, when a heartbeat or three commands in a row are not answered in time, or when somebody could not tell
 * Redis what had to be told. It comes up again when both connections work, the subscription stands, and every {@link RedisConnectionListener} has settled
 * what it owed in the meantime; {@link RedisHealthMonitor} sees to it. So while it is up, whatever was published since then has been heard, and what
 * Redis has can be believed.
 */
@Component
public class RedisConnectionState {

    private static final int TOLERATED = 2;
    private static final Logger LOG = LoggerFactory.getLogger(RedisConnectionState.class);

    private final RedisProperties properties;
    private final MeterRegistry metrics;
    private volatile List<RedisConnectionListener> listeners = List.of();
    private final AtomicInteger slow = new AtomicInteger();
    private volatile boolean up;
    private final AtomicLong disconnects = new AtomicLong();
    private final Object deferring = new Object();
    private volatile @Nullable RedisConnections connections;

    RedisConnectionState(RedisProperties properties, MeterRegistry metrics) {
        this.properties = properties;
        this.metrics = metrics;
        Gauge.builder("tenfold.redis.up", this, redis -> redis.up ? 1 : 0)
                .description("1 while Redis is used; 0 while the service does without").register(metrics);
    }

    public boolean isUp() {
        return up;
    }

    /** How often the connection has fallen: what was learned at another count may have missed a message since. */
    public long disconnects() {
        return disconnects.get();
    }

    /**
     * Whether what should be told to Redis cannot be, because the connection is down. Where it has been written down before this is called, the connection
     * does not come up before it is told: a connection that is just settling lets nobody pass here.
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
            throw new RedisUnavailable("the line is down");
        }
        return open.commands();
    }

    /** Sends a script; {@link #await} gets its answer. */
    public CompletionStage<byte[]> send(LuaScript script, byte[][] keys, byte[]... arguments) {
        return up ? sendSettling(script, keys, arguments) : CompletableFuture.failedStage(new RedisUnavailable("the line is down"));
    }

    /**
     * The answer to a command, or null where it is nil.
     *
     * @throws RedisUnavailable when there is none, or not in time
     */
    public byte @Nullable [] await(CompletionStage<byte[]> answer) {
        return await(answer, properties.timeout());
    }

    /** As {@link #await}, for a command that had better be late than lost: it may take as long as a heartbeat. */
    public byte @Nullable [] awaitLong(CompletionStage<byte[]> answer) {
        return await(answer, properties.heartbeatTimeout());
    }

    private byte @Nullable [] await(CompletionStage<byte[]> answer, Duration patience) {
        try {
            byte[] bytes = get(answer, patience);
            if (slow.get() != 0) {
                slow.set(0);
            }
            return bytes;
        } catch (TimeoutException late) {
            if (slow.incrementAndGet() > TOLERATED) {
                disconnect("slow", "commands are not answered in time");
            }
            throw new RedisUnavailable("no answer in time");
        } catch (RedisException failure) {
            if (up && !RedisConnections.isAnswer(failure)) {
                disconnect("broken", String.valueOf(failure.getMessage()));
            }
            throw new RedisUnavailable(String.valueOf(failure.getMessage()));
        }
    }

    /** Runs a script and waits; see {@link #await}. */
    public byte @Nullable [] run(LuaScript script, byte[][] keys, byte[]... arguments) {
        return await(send(script, keys, arguments));
    }

    /**
     * Takes the connection down.
     *
     * @param reason a word for the metric
     * @param why a clause for the log
     */
    public void disconnect(String reason, String why) {
        disconnects.incrementAndGet();
        boolean wasUp = up;
        up = false;
        listeners.forEach(RedisConnectionListener::onDisconnected);
        if (wasUp) {
            metrics.counter("tenfold.redis.disconnects", "reason", reason).increment();
            LOG.warn("The service does without Redis for now: {}", why);
        }
    }

    /**
     * Brings the connection up, if it does not fall meanwhile; answers whether it did.
     *
     * @param before how often it had fallen when its keeper last saw it work
     */
    boolean reconnect(long before) {
        listeners.forEach(RedisConnectionListener::onReconnecting);
        synchronized (deferring) { // what was written down meanwhile is little, and nobody adds to it now
            listeners.forEach(RedisConnectionListener::onReconnecting);
            slow.set(0);
            up = true;
        }
        if (disconnects.get() != before) {
            disconnect("broken", "the connection broke");
            return false;
        }
        return true;
    }

    /** Takes over connections, and those who use the connection: threads of a connection must not look beans up. */
    void attach(RedisConnections open, List<RedisConnectionListener> all) {
        listeners = all;
        connections = open;
    }

    void detach() {
        up = false;
        connections = null;
    }

    void dispatch(String message) {
        listeners.forEach(user -> user.onMessage(message));
    }

    /** Sends a script for those who settle, while the connection is still down; {@link #awaitSettled} gets its answer. */
    public CompletionStage<byte[]> sendSettling(LuaScript script, byte[][] keys, byte[]... arguments) {
        RedisConnections open = connections;
        return open == null ? CompletableFuture.failedStage(new RedisUnavailable("there is no connection"))
                : script.run(open.commands(), keys, arguments);
    }

    /** @throws RedisUnavailable when there is no answer, or not in time */
    public void awaitSettled(CompletionStage<byte[]> answer) {
        try {
            get(answer, properties.heartbeatTimeout());
        } catch (TimeoutException late) {
            throw new RedisUnavailable("no answer in time");
        }
    }

    /** The channel on which every process hears every message. */
    public static byte[] channel() {
        return RedisConnections.CHANNEL.getBytes(StandardCharsets.UTF_8);
    }

    static <T> T get(CompletionStage<T> answer, Duration patience) throws TimeoutException {
        CompletableFuture<T> future = answer.toCompletableFuture();
        try {
            return future.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failure) {
            throw switch (failure.getCause()) {
                case RuntimeException cause -> cause;
                case null, default -> new RedisException(failure);
            };
        } catch (CancellationException closed) {
            throw new RedisUnavailable("the connection was closed");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new RedisUnavailable("interrupted");
        }
    }
}
