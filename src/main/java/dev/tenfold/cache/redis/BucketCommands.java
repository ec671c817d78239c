package dev.tenfold.cache.redis;

import io.github.bucket4j.redis.lettuce.RedisApi;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.PipelinedRedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What Bucket4j asks of Redis. Scripts run by their digests. A value that is known is not read.
 *
 * @param <K> {@link BucketKey}; generic, because Bucket4j makes an array of keys that is no {@code BucketKey[]}
 */
final class BucketCommands<K> implements RedisApi<K> {

    private final Supplier<RedisClusterAsyncCommands<byte[], byte[]>> commands;
    private final Map<String, LuaScript> scripts = new ConcurrentHashMap<>();

    BucketCommands(Supplier<RedisClusterAsyncCommands<byte[], byte[]>> commands) {
        this.commands = commands;
    }

    /** Both scripts that write a key which expires have the new value and the time to live last. */
    @Override
    public <V> RedisFuture<V> eval(String script, ScriptOutputType output, K[] keys, byte[][] arguments) {
        BucketKey key = (BucketKey) keys[0];
        byte[] value = arguments[arguments.length - 2];
        return new PipelinedRedisFuture<>(scripts.computeIfAbsent(script, LuaScript::of)
                .<V>run(commands.get(), output, new byte[][]{key.name()}, arguments)
                .whenComplete((written, _) -> key.wrote(value, (Boolean) written)));
    }

    @Override
    public RedisFuture<byte[]> get(K key) {
        BucketKey bucket = (BucketKey) key;
        if (bucket.isKnown()) {
            return new PipelinedRedisFuture<>(CompletableFuture.completedFuture(bucket.last()));
        }
        return new PipelinedRedisFuture<>(commands.get().get(bucket.name()).whenComplete((value, failure) -> {
            if (failure == null) {
                bucket.read(value);
            }
        }));
    }

    @Override
    public RedisFuture<?> delete(K key) {
        return commands.get().del(((BucketKey) key).name());
    }
}
