package dev.tenfold.cache.redis;

import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.stereotype.Component;

/** Opens the line, looks at it a few times a second, and brings it up again after it fell. */
@Component
class LineKeeper implements SmartLifecycle {

    /** Before the web server starts, so that the first request finds the line up; after it has stopped. */
    private static final int PHASE = 1_000;
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(LineKeeper.class);

    private final RedisLine line;
    private final LettuceConnectionFactory factory;
    private final ObjectProvider<LineUser> users;
    private final RedisProperties properties;
    private volatile boolean running;
    private @Nullable Connections connections;
    private @Nullable Thread keeper;

    LineKeeper(RedisLine line, LettuceConnectionFactory factory, ObjectProvider<LineUser> users, RedisProperties properties) {
        this.line = line;
        this.factory = factory;
        this.users = users;
        this.properties = properties;
    }

    @Override
    public void start() {
        running = true;
        List<LineUser> all = users.stream().toList();
        if (!raise(all)) {
            LOG.warn("Redis does not answer: the service starts without it");
        }
        keeper = Thread.ofPlatform().name("redis-line").daemon().start(() -> keep(all));
    }

    private void keep(List<LineUser> all) {
        while (running) {
            try {
                Thread.sleep(properties.heartbeat());
            } catch (InterruptedException stopped) {
                return;
            }
            if (line.isUp()) {
                beat();
            } else if (raise(all)) {
                LOG.info("Redis is used again");
            }
        }
    }

    private void beat() {
        try {
            if (connections != null) {
                RedisLine.get(connections.ping(), properties.heartbeatPatience());
            }
        } catch (TimeoutException | RedisException | RedisDown silent) {
            if (running) {
                line.fall("silent", "it does not answer a heartbeat");
            }
        }
    }

    /** Whether the line is up now. */
    private boolean raise(List<LineUser> all) {
        try {
            if (connections == null) {
                connections = Connections.open(factory, line::tell, () -> line.fall("broken", "the connection broke"));
                line.join(connections, all);
            }
            long before = line.falls();
            RedisLine.get(connections.subscribe(), properties.heartbeatPatience());
            RedisLine.get(connections.ping(), properties.heartbeatPatience());
            return running && line.rise(before);
        } catch (TimeoutException | RuntimeException notYet) {
            LOG.debug("Redis cannot be used yet", notYet);
            return false;
        }
    }

    @Override
    public void stop() {
        running = false;
        line.leave();
        if (keeper != null) {
            keeper.interrupt();
            try {
                keeper.join(LONGEST_STOP);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
        if (connections != null) {
            connections.close();
            connections = null;
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
