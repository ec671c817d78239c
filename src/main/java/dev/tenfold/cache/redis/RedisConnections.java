package dev.tenfold.cache.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateAdapter;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections to Redis or to a Redis Cluster: one for commands and, if messages are needed, one for the subscription. Lettuce reconnects
 * and subscribes again when they break, but only {@link #subscribe} tells whether the subscription is confirmed.
 */
record RedisConnections(StatefulConnection<byte[], byte[]> commandConnection, RedisClusterAsyncCommands<byte[], byte[]> commands,
        @Nullable StatefulRedisPubSubConnection<String, String> messages, Echo echo) {

    static final String CHANNEL = "tenfold:invalidations";

    /**
     * Opens them.
     * @param onMessage what is called for each message of the channel; null if this Redis carries no messages
     * @throws RedisException when Redis cannot be reached
     */
    static RedisConnections open(AbstractRedisClient client, @Nullable Consumer<String> onMessage, Runnable broke) {
        return switch (client) {
            case RedisClient one -> {
                var connection = one.connect(ByteArrayCodec.INSTANCE);
                yield watched(connection, connection.async(), () -> one.connectPubSub(StringCodec.UTF8), onMessage, broke);
            }
            case RedisClusterClient cluster -> {
                var connection = cluster.connect(ByteArrayCodec.INSTANCE);
                yield watched(connection, connection.async(), () -> cluster.connectPubSub(StringCodec.UTF8), onMessage, broke);
            }
            default -> throw new IllegalStateException("this is no client of Redis or of a Redis Cluster: " + client.getClass());
        };
    }

    private static RedisConnections watched(StatefulConnection<byte[], byte[]> connection,
            RedisClusterAsyncCommands<byte[], byte[]> commands,
            Supplier<StatefulRedisPubSubConnection<String, String>> listen, @Nullable Consumer<String> onMessage, Runnable broke) {
        try {
            var watch = new RedisConnectionStateAdapter() {
                @Override
                public void onRedisDisconnected(RedisChannelHandler<?, ?> broken) {
                    broke.run();
                }
            };
            connection.addListener(watch);
            var echo = new Echo();
            var messages = onMessage == null ? null : listening(listen.get(), echo, onMessage, watch);
            return new RedisConnections(connection, commands, messages, echo);
        } catch (RedisException failure) {
            connection.close();
            throw failure;
        }
    }

    private static StatefulRedisPubSubConnection<String, String> listening(StatefulRedisPubSubConnection<String, String> messages,
            Echo echo,
            Consumer<String> onMessage, RedisConnectionStateAdapter watch) {
        messages.addListener(new RedisPubSubAdapter<String, String>() {
            @Override
            public void message(String channel, String message) {
                if (!echo.takes(message)) {
                    onMessage.accept(message);
                }
            }
        });
        messages.addListener(watch);
        return messages;
    }

    /** Asks a cluster which node has which slots: a replica may have taken over. */
    static void refreshTopology(AbstractRedisClient client) {
        if (client instanceof RedisClusterClient cluster) {
            cluster.refreshPartitionsAsync();
        }
    }

    CompletionStage<Void> subscribe() {
        return messages == null ? CompletableFuture.completedFuture(null) : messages.async().subscribe(CHANNEL);
    }

    /** Completes when all connections have answered, and so all messages published before have arrived. */
    CompletionStage<String> ping() {
        return messages == null ? commands.ping() : commands.ping().thenCombine(messages.async().ping(), (_, pong) -> pong);
    }

    /** Publishes a message to this instance; {@link Echo#arrival} completes when it has arrived. */
    CompletionStage<Long> publishEcho() {
        return commands.publish(RedisConnectionState.channel(), echo.next().getBytes(StandardCharsets.UTF_8));
    }

    /** Which server answers commands; see {@link RedisServer#identity}. */
    CompletionStage<String> identity() {
        return RedisServer.identity(commands, messages != null);
    }

    void close() {
        commandConnection.close();
        if (messages != null) {
            messages.close();
        }
    }
}
