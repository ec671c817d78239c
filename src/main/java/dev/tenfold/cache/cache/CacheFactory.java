package dev.tenfold.cache.cache;

import dev.tenfold.cache.batch.BatchLoader;
import dev.tenfold.cache.redis.RedisConnectionState;
import dev.tenfold.platform.datasource.Lsn;
import dev.tenfold.platform.datasource.ReadReplicas;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

/** Creates the cache of each kind of value. */
@Component
public class CacheFactory {

    /** Releases with schema 1 stored values without the {@link CacheGenerations generation} in front. */
    private static final int KEY_VERSION_SCHEMA = 2;

    private final Leases leases;
    private final LocalCache local;
    private final CacheInvalidator invalidator;
    private final RedisConnectionState redis;
    private final ReadReplicas replicas;
    private final JsonMapper json;
    private final MeterRegistry metrics;
    private final CacheProperties properties;

    CacheFactory(Leases leases, LocalCache local, CacheInvalidator invalidator, RedisConnectionState redis, ReadReplicas replicas,
            JsonMapper json, MeterRegistry metrics, CacheProperties properties) {
        this.leases = leases;
        this.local = local;
        this.invalidator = invalidator;
        this.redis = redis;
        this.replicas = replicas;
        this.json = json;
        this.metrics = metrics;
        this.properties = properties;
    }

    /**
     * The cache of users by id.
     * @param schema raise it by one whenever the shape of the record changes, so that releases that run side by side do not read each
     * other's values
     * @param loader returns the rows that exist among these ids
     */
    public <K, V> CacheAside<K, V> ofUsers(int schema, Class<V> type, Function<Collection<K>, Map<K, V>> loader) {
        return of("user", schema, json.constructType(type), properties.userTtl(), rows(loader), NewEntryLimit.all());
    }

    /** The cache of products by id; see {@link #ofUsers}. */
    public <K, V> CacheAside<K, V> ofProducts(int schema, Class<V> type, Function<Collection<K>, Map<K, V>> loader) {
        return of("product", schema, json.constructType(type), properties.productTtl(), rows(loader), NewEntryLimit.all());
    }

    /**
     * The cache of product list pages, by their query; see {@link #ofUsers}. Clients can ask for any number of different queries, so the
     * number of new entries is limited.
     * @param query the text that identifies a query, without its key version
     * @param isQuick whether the page may be loaded together with others: a slow one would delay them
     */
    public <K, V> CacheAside<K, V> ofProductPages(int schema, TypeReference<V> type, Function<Collection<K>, Map<K, V>> loader,
            Function<K, String> query, Predicate<K> isQuick) {
        var together = new BatchLoader<>(loader, properties.few());
        var alone = new BatchLoader<>(loader, properties.oneByOne());
        return of("product_page", schema, json.constructType(type), properties.pageTtl(),
                id -> (isQuick.test(id) ? together : alone).load(id),
                new NewEntryLimit<>(query, properties.pageQueries(), properties.pageTtl()));
    }

    /**
     * The cache of key versions, {@link KeyVersion}. Removing one makes all values under it unreachable at once. A missing key version is
     * created. A reader that creates one has its lease by then, so a change that its position does not include takes the lease away.
     */
    public CacheAside<String, String> ofKeyVersions(String name) {
        Function<Collection<String>, Map<String, String>> made =
                ids -> {
                    Lsn position = redis.isUp() ? replicas.position() : Lsn.UNKNOWN; // without Redis it would be asked for with each read
                    return ids.stream().collect(Collectors.toMap(id -> id, _ -> KeyVersion.create(position)));
                };
        return of(name, KEY_VERSION_SCHEMA, json.constructType(String.class), properties.productTtl(), rows(made), NewEntryLimit.all());
    }

    private <K, V> Function<K, Optional<V>> rows(Function<Collection<K>, Map<K, V>> loader) {
        return new BatchLoader<>(loader, properties.rows())::load;
    }

    private <K, V> CacheAside<K, V> of(String name, int schema, JavaType type, Duration ttl, Function<K, Optional<V>> loader,
            NewEntryLimit<K> newEntries) {
        var definition =
                new CacheAside.CacheDefinition(name, schema, type, ttl, properties.absentTtl(), properties.maxWait(), properties.enabled());
        var meters = new CacheMetrics(metrics, name);
        var fetcher = new Fetcher<>(definition, loader, leases, local, redis, json, meters);
        return new CacheAside<>(definition, newEntries, fetcher, local, invalidator, meters);
    }
}
