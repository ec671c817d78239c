package dev.tenfold.cache.redis;

import io.github.bucket4j.redis.lettuce.RedisApi;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.PipelinedRedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What Bucket4j asks of Redis. Its own builders take one connection for good; ours may be to one Redis or to a cluster, and changes when Redis moves.
 *
 * @param <K> {@code byte[]}; generic, because Bucket4j makes an array of keys that is no {@code byte[][]}
 */
record BucketCommands<K>(Supplier<RedisClusterAsyncCommands<K, byte[]>> commands) implements RedisApi<K> {

    @Override
    public <V> RedisFuture<V> eval(String script, ScriptOutputType output, K[] keys, byte[][] arguments) {
        return send(redis -> redis.eval(script, output, keys, arguments));
    }

    @Override
    public RedisFuture<byte[]> get(K key) {
        return send(redis -> redis.get(key));
    }

    @Override
    @SuppressWarnings("unchecked")
    public RedisFuture<?> delete(K key) {
        return send(redis -> redis.del(key));
    }

    /** Without a connection, the answer is a failure. If this threw, Bucket4j's batching would wait for that command for ever (AsyncBatchHelper). */
    private <V> RedisFuture<V> send(Function<RedisClusterAsyncCommands<K, byte[]>, RedisFuture<V>> command) {
        try {
            return command.apply(commands.get());
        } catch (RuntimeException failure) {
            return new PipelinedRedisFuture<>(CompletableFuture.failedFuture(failure));
        }
    }
}
