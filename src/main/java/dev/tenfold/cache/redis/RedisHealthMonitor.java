package dev.tenfold.cache.redis;

import dev.tenfold.platform.worker.SupervisedLoop;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.stereotype.Component;

/** Opens the Redis connections, checks them a few times a second, and re-establishes them after they were lost. */
@Component
class RedisHealthMonitor extends SupervisedLoop {

    /** Starts before the web server, so that the first request finds the connection up; stops after it. */
    private static final int PHASE = 1_000;
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(RedisHealthMonitor.class);

    private final RedisConnectionState redis;
    private final LettuceConnectionFactory factory;
    private final ObjectProvider<RedisConnectionListener> users;
    private final RedisProperties properties;
    private volatile boolean stopping;
    private volatile List<RedisConnectionListener> listeners = List.of();
    private volatile @Nullable RedisConnections connections;

    RedisHealthMonitor(RedisConnectionState redis, LettuceConnectionFactory factory, ObjectProvider<RedisConnectionListener> users,
            RedisProperties properties) {
        super("redis-health-monitor", PHASE, LONGEST_STOP);
        this.redis = redis;
        this.factory = factory;
        this.users = users;
        this.properties = properties;
    }

    @Override
    public void start() {
        stopping = false;
        listeners = users.stream().toList();
        if (!reconnect()) {
            LOG.warn("Redis does not answer. Starting without it; reads go to PostgreSQL until it answers");
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
            LOG.info("Using Redis again");
        }
    }

    private void heartbeat() {
        try {
            if (connections != null) {
                Answers.get(connections.ping(), properties.heartbeatTimeout());
            }
        } catch (TimeoutException | RedisException | RedisUnavailable silent) {
            if (!stopping) {
                redis.disconnect("silent", "it does not answer a heartbeat");
            }
        }
    }

    /** Tries to bring the connection up. Returns whether it is up now. */
    private boolean reconnect() {
        try {
            if (connections == null) {
                connections = RedisConnections.open(factory, redis::dispatch, () -> redis.disconnect("broken", "the connection broke"));
                redis.attach(connections, listeners);
            }
            long before = redis.disconnects();
            Answers.get(connections.subscribe(), properties.heartbeatTimeout());
            Answers.get(connections.ping(), properties.heartbeatTimeout());
            return !stopping && redis.reconnect(before);
        } catch (TimeoutException | RuntimeException notYet) {
            LOG.debug("Redis is not usable yet", notYet);
            return false;
        }
    }

    @Override
    public void stop() {
        stopping = true;
        redis.detach();
        super.stop();
        if (connections != null) {
            connections.close();
            connections = null;
        }
    }
}
