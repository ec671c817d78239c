package dev.tenfold.cache.cache;

import dev.tenfold.cache.batch.Loads;
import dev.tenfold.cache.redis.RedisLine;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

/** Makes the cache of each kind of value. */
@Component
public class Caches {

    private final Leases leases;
    private final NearCache near;
    private final Invalidations invalidations;
    private final RedisLine line;
    private final JsonMapper json;
    private final MeterRegistry metrics;
    private final CacheProperties properties;

    Caches(Leases leases, NearCache near, Invalidations invalidations, RedisLine line, JsonMapper json, MeterRegistry metrics,
            CacheProperties properties) {
        this.leases = leases;
        this.near = near;
        this.invalidations = invalidations;
        this.line = line;
        this.json = json;
        this.metrics = metrics;
        this.properties = properties;
    }

    /**
     * Users by id.
     *
     * @param schema raised by one whenever the record changes shape, so that releases side by side do not read each other's values
     * @param loader the rows of these ids that there are
     */
    public <K, V> CacheAside<K, V> ofUsers(int schema, Class<V> type, Function<Collection<K>, Map<K, V>> loader) {
        return of("user", schema, json.constructType(type), properties.userTtl(), rows(loader), Admission.all());
    }

    /** Products by id; see {@link #ofUsers}. */
    public <K, V> CacheAside<K, V> ofProducts(int schema, Class<V> type, Function<Collection<K>, Map<K, V>> loader) {
        return of("product", schema, json.constructType(type), properties.productTtl(), rows(loader), Admission.all());
    }

    /**
     * Pages of the product list, by their query; see {@link #ofUsers}. Anybody can think of new queries, so there is a limit on how many are added.
     *
     * @param query what makes two values the same query, whatever generation they are of
     * @param isQuick whether a page may be loaded together with others: a slow one would hold them up
     */
    public <K, V> CacheAside<K, V> ofProductPages(int schema, TypeReference<V> type, Function<Collection<K>, Map<K, V>> loader,
            Function<K, String> query, Predicate<K> isQuick) {
        var together = new Loads<>(loader, properties.few());
        var alone = new Loads<>(loader, properties.oneByOne());
        return of("product_page", schema, json.constructType(type), properties.pageTtl(),
                id -> (isQuick.test(id) ? together : alone).load(id),
                new Admission<>(query, properties.pageQueries(), properties.pageTtl()));
    }

    /**
     * Generations: names under which other values are filed, so that they are all forgotten when the generation is. A generation that is not
     * known is made up.
     */
    public CacheAside<String, String> ofGenerations(String name) {
        Function<Collection<String>, Map<String, String>> made =
                ids -> ids.stream().collect(Collectors.toMap(id -> id, _ -> UUID.randomUUID().toString()));
        return of(name, 1, json.constructType(String.class), properties.productTtl(), rows(made), Admission.all());
    }

    private <K, V> Function<K, Optional<V>> rows(Function<Collection<K>, Map<K, V>> loader) {
        return new Loads<>(loader, properties.rows())::load;
    }

    private <K, V> CacheAside<K, V> of(String name, int schema, JavaType type, Duration ttl, Function<K, Optional<V>> loader,
            Admission<K> admission) {
        var kind = new CacheAside.Kind(name, schema, type, ttl, properties.absentTtl(), properties.longestWait(), properties.enabled());
        var meters = new CacheMetrics(metrics, name);
        var fetcher = new Fetcher<>(kind, loader, leases, near, line, json, meters);
        return new CacheAside<>(kind, admission, fetcher, near, invalidations, meters);
    }
}
