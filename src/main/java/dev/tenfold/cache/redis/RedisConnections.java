package dev.tenfold.cache.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateAdapter;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The two connections of the connection, to one Redis or to a Redis Cluster: one for commands, one that listens. Lettuce opens them again when they
 * break; it also subscribes again, but whether it has is told by {@link #subscribe} only.
 */
record RedisConnections(StatefulConnection<byte[], byte[]> commandConnection, RedisClusterAsyncCommands<byte[], byte[]> commands,
        StatefulRedisPubSubConnection<String, String> messages) {

    static final String CHANNEL = "tenfold:invalidations";

    /** @throws RedisException when Redis cannot be reached */
    static RedisConnections open(LettuceConnectionFactory factory, Consumer<String> told, Runnable broke) {
        AbstractRedisClient client = factory.getRequiredNativeClient();
        return switch (client) {
            case RedisClient one -> {
                var connection = one.connect(ByteArrayCodec.INSTANCE);
                yield watched(connection, connection.async(), () -> one.connectPubSub(StringCodec.UTF8), told, broke);
            }
            case RedisClusterClient cluster -> {
                var connection = cluster.connect(ByteArrayCodec.INSTANCE);
                yield watched(connection, connection.async(), () -> cluster.connectPubSub(StringCodec.UTF8), told, broke);
            }
            default -> throw new IllegalStateException("not a client of Redis or of a cluster: " + client.getClass());
        };
    }

    private static RedisConnections watched(StatefulConnection<byte[], byte[]> connection,
            RedisClusterAsyncCommands<byte[], byte[]> commands,
            Supplier<StatefulRedisPubSubConnection<String, String>> listen, Consumer<String> told, Runnable broke) {
        try {
            var messages = listen.get();
            messages.addListener(new RedisPubSubAdapter<String, String>() {
                @Override
                public void message(String channel, String message) {
                    told.accept(message);
                }
            });
            var watch = new RedisConnectionStateAdapter() {
                @Override
                public void onRedisDisconnected(RedisChannelHandler<?, ?> broken) {
                    broke.run();
                }
            };
            connection.addListener(watch);
            messages.addListener(watch);
            return new RedisConnections(connection, commands, messages);
        } catch (RedisException failure) {
            connection.close();
            throw failure;
        }
    }

    /** Whether Redis itself says no, which it can only do while it is there. */
    static boolean isAnswer(RedisException failure) {
        return failure instanceof RedisCommandExecutionException;
    }

    CompletionStage<Void> subscribe() {
        return messages.async().subscribe(CHANNEL);
    }

    /** Answered when both connections have answered, and with them all that was published before. */
    CompletionStage<String> ping() {
        return commands.ping().thenCombine(messages.async().ping(), (_, pong) -> pong);
    }

    void close() {
        commandConnection.close();
        messages.close();
    }
}
