package dev.tenfold.cache.redis;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When Redis counts as down.
 * @param timeout how long a command may take; after three slow commands in a row the connection is marked as down
 * @param heartbeat how often the connection is checked, and tried again while it is down
 * @param heartbeatTimeout how long a heartbeat may take; a slower one marks the connection as down, so together with {@code heartbeat}
 * this limits how long a frozen Redis goes unnoticed
 * @param eventsUrl the address of a second Redis, for the stream of events and for rate limits. It must not evict keys. By default these
 * are in the Redis of the cache
 * @param eventsCluster whether the second Redis is a cluster; its address may then name several nodes, separated by commas
 */
@Validated
@ConfigurationProperties("tenfold.redis")
record RedisProperties(
        @DefaultValue("100ms") @NotNull @DurationMin(millis = 1) Duration timeout,
        @DefaultValue("250ms") @NotNull @DurationMin(millis = 10) Duration heartbeat,
        @DefaultValue("500ms") @NotNull @DurationMin(millis = 10) Duration heartbeatTimeout,
        @Nullable URI eventsUrl,
        @DefaultValue("false") boolean eventsCluster) {

    @AssertTrue(message = "events-url must begin with redis:// or rediss://")
    boolean isEventsUrlOfRedis() {
        return eventsUrl == null || "redis".equals(eventsUrl.getScheme()) || "rediss".equals(eventsUrl.getScheme());
    }

    @AssertTrue(message = "events-cluster needs events-url")
    boolean isClusterWithUrl() {
        return !eventsCluster || eventsUrl != null;
    }
}
