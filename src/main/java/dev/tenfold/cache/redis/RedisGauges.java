package dev.tenfold.cache.redis;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Reads from each Redis how many keys it has evicted, and how full it is. The cache may be evicted. Events and rate limits may not: it warns
 * if their Redis has a policy that evicts.
 */
@Component
class RedisGauges {

    private static final Logger LOG = LoggerFactory.getLogger(RedisGauges.class);
    private static final Pattern LINE = Pattern.compile("^(evicted_keys|used_memory|maxmemory|maxmemory_policy):(\\S+)", Pattern.MULTILINE);
    private static final String SAFE_POLICY = "noeviction";

    private final List<Store> stores;

    RedisGauges(RedisConnectionState cache, @EventsRedis RedisConnectionState events, MeterRegistry metrics) {
        this.stores = List.of(new Store("cache", cache, true, metrics), new Store("events", events, false, metrics));
    }

    /** Does not wait for the answers. */
    @Scheduled(fixedDelayString = "10s")
    void read() {
        stores.forEach(Store::read);
    }

    /** What one Redis holds. If one Redis holds all, both have the same values. */
    private static final class Store {

        private final RedisConnectionState redis;
        private final boolean mayEvict;
        private volatile Usage usage = new Usage(0, 0, SAFE_POLICY);
        private volatile boolean warned;

        Store(String name, RedisConnectionState redis, boolean mayEvict, MeterRegistry metrics) {
            this.redis = redis;
            this.mayEvict = mayEvict;
            Gauge.builder("tenfold.redis.evicted.keys", this, store -> store.usage.evicted())
                    .description("Keys that this Redis has removed because its memory was full, since it was started").tag("redis", name)
                    .register(metrics);
            Gauge.builder("tenfold.redis.memory.used.ratio", this, store -> store.usage.used())
                    .description("Memory that this Redis uses, as a part of its maxmemory; 0 without a maxmemory").tag("redis", name)
                    .register(metrics);
        }

        void read() {
            if (!redis.isUp()) {
                return;
            }
            CompletableFuture<Usage> all = RedisServer.infos(redis.commands()).stream().map(info -> info.thenApply(Usage::of))
                    .reduce((one, other) -> one.thenCombine(other, Usage::and)).orElseThrow();
            var _ = all.whenComplete((read, failure) -> {
                if (failure == null) {
                    use(read);
                } else {
                    LOG.debug("Redis does not tell its memory", failure);
                }
            });
        }

        private void use(Usage read) {
            usage = read;
            if (!mayEvict && !warned && !read.policy.equals(SAFE_POLICY)) {
                warned = true;
                LOG.warn("Events and rate limits are in a Redis that may evict them (maxmemory-policy {}): give them a Redis of their own "
                        + "with {} (TENFOLD_REDIS_EVENTS_URL)", read.policy, SAFE_POLICY);
            }
        }
    }

    /**
     * A part of the answer to {@code INFO}.
     * @param used 0 to 1
     */
    private record Usage(long evicted, double used, String policy) {

        static Usage of(String info) {
            long evicted = 0;
            double memory = 0;
            double limit = 0;
            String policy = SAFE_POLICY;
            for (Matcher line = LINE.matcher(info); line.find();) {
                String value = line.group(2);
                switch (line.group(1)) {
                    case "evicted_keys" -> evicted = Long.parseLong(value);
                    case "used_memory" -> memory = Double.parseDouble(value);
                    case "maxmemory" -> limit = Double.parseDouble(value);
                    default -> policy = value;
                }
            }
            return limit > 0 ? new Usage(evicted, memory / limit, policy) : new Usage(evicted, 0, SAFE_POLICY);
        }

        Usage and(Usage other) {
            return new Usage(evicted + other.evicted, Math.max(used, other.used), policy.equals(SAFE_POLICY) ? other.policy : policy);
        }
    }
}
