package dev.tenfold.cache.recentwrites;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tenfold.cache.redis.EventsRedis;
import dev.tenfold.cache.redis.LuaScript;
import dev.tenfold.cache.redis.RedisConnectionState;
import dev.tenfold.cache.redis.RedisUnavailable;
import dev.tenfold.platform.datasource.Lsn;
import dev.tenfold.platform.datasource.ReadReplicas;
import dev.tenfold.platform.jdbc.DataFailures;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * The position in the write-ahead log of each user's last write. It is in Redis for the other instances, and in this process. A replica that
 * has not replayed it is not read for this user. After ten seconds it is forgotten: until then every replica in use has replayed it.
 *
 * <p>While Redis cannot be asked, nobody knows what was written through other instances, so the primary is read. The same holds for ten
 * seconds after it is back, because it may have lost what it had. It is the Redis of events, which evicts no keys.
 *
 * <p>If Redis does not get the position of a write, the primary gets a note for all instances before the client gets its response. While it is
 * valid, all of them read the primary.
 */
@Component
public class RecentWrites {

    private static final LuaScript REMEMBER = LuaScript.of("""
            local lsn = ARGV[1]
            local known = redis.call('GET', KEYS[1])
            if known and known > lsn then lsn = known end
            redis.call('SET', KEYS[1], lsn, 'PX', ARGV[2])
            return 'Y'
            """);
    private static final LuaScript FIND = LuaScript.of("return redis.call('GET', KEYS[1])");
    private static final int MOST_USERS = 100_000;

    private final ReadReplicas replicas;
    private final RedisConnectionState redis;
    private final Cache<UUID, Lsn> local;
    private final byte[] retention;
    private final Counter notShared;

    RecentWrites(ReadReplicas replicas, @EventsRedis RedisConnectionState redis, MeterRegistry metrics) {
        this.replicas = replicas;
        this.redis = redis;
        this.local = Caffeine.newBuilder().maximumSize(MOST_USERS).expireAfterWrite(replicas.rememberWrites()).build();
        this.retention = text(Long.toString(replicas.rememberWrites().toMillis()));
        this.notShared = Counter.builder("tenfold.replica.writes.not.shared")
                .description(
                        "Writes of which neither Redis nor the primary could tell other instances, so that they may show an older value for up to max-lag")
                .register(metrics);
    }

    /**
     * Runs a transaction that changes something of these users, and remembers that before the client gets its response. If the connection
     * was lost while it was committed, the users read the primary until that is forgotten. Fails only if the transaction does.
     */
    public <T> T committing(Collection<UUID> users, Supplier<T> change) {
        try {
            T result = change.get();
            committed(users);
            return result;
        } catch (DataAccessException | TransactionException failure) {
            if (replicas.isTracking() && DataFailures.mayBeCommitted(failure)) {
                remember(users, Lsn.UNKNOWN);
            }
            throw failure;
        }
    }

    /** Remembers that something of this user was changed. To be called after the commit. Does nothing without replicas, and never fails. */
    public void committed(UUID user) {
        committed(List.of(user));
    }

    private void committed(Collection<UUID> users) {
        if (replicas.isTracking() && !users.isEmpty()) {
            remember(users, replicas.position());
        }
    }

    private void remember(Collection<UUID> users, Lsn position) {
        users.forEach(user -> local.asMap().merge(user, position, Lsn::max));
        List<CompletionStage<byte[]>> answers =
                users.stream().distinct().map(user -> redis.send(REMEMBER, key(user), text(position.text()), retention)).toList();
        if (!areStored(answers) && !replicas.announceUnsharedWrites()) {
            notShared.increment(answers.size());
        }
    }

    private boolean areStored(List<CompletionStage<byte[]>> answers) {
        boolean areStored = true;
        for (CompletionStage<byte[]> answer : answers) {
            try {
                redis.awaitLong(answer);
            } catch (RedisUnavailable away) {
                areStored = false;
            }
        }
        return areStored;
    }

    /** The position that a replica must have replayed before this user may read it; {@link Lsn#UNKNOWN} if only the primary is safe. */
    public Lsn of(UUID user) {
        long disconnects = redis.disconnects();
        if (!redis.isUpFor(replicas.rememberWrites()) || replicas.hasUnsharedWrites()) {
            return Lsn.UNKNOWN;
        }
        try {
            byte[] shared = redis.run(FIND, key(user));
            redis.requireNoDisconnectSince(disconnects);
            Lsn own = local.asMap().getOrDefault(user, Lsn.NONE);
            return shared == null || shared.length == 0 ? own : own.max(Lsn.of(new String(shared, StandardCharsets.US_ASCII)));
        } catch (RedisUnavailable away) {
            return Lsn.UNKNOWN;
        }
    }

    private static byte[][] key(UUID user) {
        return new byte[][]{text("wrote:" + user)};
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
