package dev.tenfold.cache.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import io.lettuce.core.resource.ClientResources;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A second Redis, for what must not be evicted: the stream of events and the buckets of rate limits. It has the timeouts and the
 * certificates of the first one, and carries no invalidations.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("tenfold.redis.events-url")
class EventsRedisConfiguration {

    private static final Duration TOPOLOGY_REFRESH = Duration.ofSeconds(30);

    private final DataRedisProperties common;
    private final ClientResources resources;
    private final LettuceClientOptionsBuilderCustomizer rejectWhileDisconnected;
    private final ObjectProvider<SslBundles> certificates;

    EventsRedisConfiguration(DataRedisProperties common, ClientResources resources,
            LettuceClientOptionsBuilderCustomizer rejectWhileDisconnected, ObjectProvider<SslBundles> certificates) {
        this.common = common;
        this.resources = resources;
        this.rejectWhileDisconnected = rejectWhileDisconnected;
        this.certificates = certificates;
    }

    /** Opens no connection yet. */
    @Bean(destroyMethod = "shutdown")
    AbstractRedisClient eventsRedisClient(RedisProperties properties) {
        URI url = Objects.requireNonNull(properties.eventsUrl(),
                "tenfold.redis.events-url is empty: set the address of a Redis, or leave it out");
        return properties.eventsCluster() ? cluster(url) : single(url);
    }

    private RedisClient single(URI url) {
        var client = RedisClient.create(resources, configured(RedisURI.create(url)));
        client.setOptions(configured(ClientOptions.builder()).build());
        return client;
    }

    private RedisClusterClient cluster(URI url) {
        List<RedisURI> nodes = RedisClusterURIUtil.toRedisURIs(url).stream().map(this::configured).toList();
        var client = RedisClusterClient.create(resources, nodes);
        var refresh = ClusterTopologyRefreshOptions.builder().enablePeriodicRefresh(TOPOLOGY_REFRESH);
        client.setOptions(configured(ClusterClientOptions.builder()).topologyRefreshOptions(refresh.build()).build());
        return client;
    }

    private RedisURI configured(RedisURI uri) {
        uri.setTimeout(common.getTimeout());
        uri.setClientName(common.getClientName());
        return uri;
    }

    private <B extends ClientOptions.Builder> B configured(B options) {
        rejectWhileDisconnected.customize(options);
        options.timeoutOptions(TimeoutOptions.enabled())
                .socketOptions(SocketOptions.builder().connectTimeout(common.getConnectTimeout()).build());
        String bundle = common.getSsl().getBundle();
        if (bundle != null) {
            SslManagerBundle managers = certificates.getObject().getBundle(bundle).getManagers();
            options.sslOptions(SslOptions.builder().jdkSslProvider().keyManager(managers.getKeyManagerFactory())
                    .trustManager(managers.getTrustManagerFactory()).build());
        }
        return options;
    }

    @Bean
    RedisHealthMonitor eventsRedisMonitor(@EventsRedis RedisConnectionState redis, AbstractRedisClient eventsRedisClient,
            RedisProperties properties) {
        return new RedisHealthMonitor(redis, () -> eventsRedisClient, null, properties);
    }
}
