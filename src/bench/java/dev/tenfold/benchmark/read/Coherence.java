package dev.tenfold.benchmark.read;

import io.lettuce.core.RedisClient;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.List;

/** The ways in which an instance may learn what its local cache must forget. */
enum Coherence {
    /** The script that removes a value says so on a channel. */
    CHANNEL("Pub/Sub channel", """
            local removed = redis.call('DEL', KEYS[1], KEYS[2])
            redis.call('PUBLISH', 'forget', KEYS[1])
            return removed
            """),
    /** Redis tells of each change under the prefix. Leases have another prefix, or it would tell of them too. */
    TRACKING("tracking, BCAST", Coherence.REMOVE),
    /** Likewise, but an instance is not told of what it changed itself over this connection; of what its scripts changed it is (Redis 7.0). */
    TRACKING_NOLOOP("tracking, BCAST NOLOOP", Coherence.REMOVE);

    private static final String REMOVE = "return redis.call('DEL', KEYS[1], KEYS[2])";
    private static final String INVALIDATE = "invalidate";

    private final String title;
    private final String removal;

    Coherence(String title, String removal) {
        this.title = title;
        this.removal = removal;
    }

    String title() {
        return title;
    }

    /** The script that removes a value (KEYS[1]) and its lease (KEYS[2]). */
    String removal() {
        return removal;
    }

    /** Connects an instance: its commands and what it hears. */
    Peer connect(RedisClient client, InvalidationListener ear) {
        StatefulRedisConnection<String, String> commands = client.connect();
        if (this == CHANNEL) {
            StatefulRedisPubSubConnection<String, String> subscription = client.connectPubSub();
            subscription.addListener(new RedisPubSubAdapter<String, String>() {
                @Override
                public void message(String channel, String key) {
                    ear.hears(List.of(key));
                }
            });
            subscription.sync().subscribe("forget");
            return new Peer(commands, subscription, ear);
        }
        commands.addListener(message -> {
            if (message.getType().equals(INVALIDATE)) {
                if (message.getContent(StringCodec.UTF8::decodeKey).get(1) instanceof List<?> keys) {
                    ear.hears(keys.stream().map(String.class::cast).toList());
                } else {
                    ear.hearsOfAFlush();
                }
            }
        });
        var tracking = TrackingArgs.Builder.enabled().bcast().prefixes("product:");
        commands.sync().clientTracking(this == TRACKING_NOLOOP ? tracking.noloop() : tracking);
        return new Peer(commands, commands, ear);
    }

    /** One instance of several. */
    record Peer(StatefulRedisConnection<String, String> commands, StatefulRedisConnection<String, String> feed, InvalidationListener ear) {

        void close() {
            commands.close();
            if (feed.isOpen()) {
                feed.close();
            }
        }
    }
}
