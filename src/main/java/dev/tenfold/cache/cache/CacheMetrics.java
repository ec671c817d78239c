package dev.tenfold.cache.cache;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/** The metrics of one cache. docs/caching.md explains how to read them. */
final class CacheMetrics {

    final Counter localHit;
    final Counter localMiss;
    final Counter joined;
    final Counter redisHit;
    final Counter redisMiss;
    final Counter redisWait;
    final Counter redisDown;
    final Counter corrupt;
    final Counter refused;
    final Counter loads;
    final Counter leaseLosses;
    final Counter invalidations;
    final DistributionSummary bytes;
    private final DistributionSummary localAge;
    private final DistributionSummary redisAge;

    CacheMetrics(MeterRegistry metrics, String cache) {
        localHit = requests(metrics, cache, "local", "hit");
        localMiss = requests(metrics, cache, "local", "miss");
        joined = requests(metrics, cache, "local", "joined");
        redisHit = requests(metrics, cache, "redis", "hit");
        redisMiss = requests(metrics, cache, "redis", "miss");
        redisWait = requests(metrics, cache, "redis", "wait");
        redisDown = requests(metrics, cache, "redis", "down");
        corrupt = requests(metrics, cache, "redis", "corrupt");
        refused = requests(metrics, cache, "local", "refused");
        loads = counter(metrics, cache, "tenfold.cache.loads", "Values loaded from PostgreSQL");
        leaseLosses = counter(metrics, cache, "tenfold.cache.lease.losses",
                "Loaded values that were not stored because the row had changed in the meantime");
        invalidations = counter(metrics, cache, "tenfold.cache.invalidations", "Values removed because this process changed the row");
        bytes = DistributionSummary.builder("tenfold.cache.value").baseUnit("bytes").description("Size of the values stored in Redis")
                .tag("cache", cache).register(metrics);
        localAge = age(metrics, cache, "local");
        redisAge = age(metrics, cache, "redis");
    }

    void servedLocally(Cached<?> value) {
        localHit.increment();
        localAge.record(seconds(value.loadedAt()));
    }

    void servedByRedis(long loadedAt) {
        redisHit.increment();
        redisAge.record(seconds(loadedAt));
    }

    private static double seconds(long since) {
        return Math.max(0, System.currentTimeMillis() - since) / 1000.0;
    }

    private static Counter requests(MeterRegistry metrics, String cache, String tier, String result) {
        return Counter.builder("cache.gets").description("Cache look-ups by tier and result").tag("cache", cache).tag("tier", tier)
                .tag("result", result).register(metrics);
    }

    private static Counter counter(MeterRegistry metrics, String cache, String name, String description) {
        return Counter.builder(name).description(description).tag("cache", cache).register(metrics);
    }

    private static DistributionSummary age(MeterRegistry metrics, String cache, String tier) {
        return DistributionSummary.builder("tenfold.cache.age").baseUnit("seconds").description("Age of the values when they were served")
                .tag("cache", cache).tag("tier", tier).register(metrics);
    }
}
