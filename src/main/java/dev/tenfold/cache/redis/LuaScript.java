package dev.tenfold.cache.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A Lua script. Redis runs it atomically. Its keys must share a hash tag. */
public final class LuaScript {

    private final byte[] source;
    private final String digest;

    private LuaScript(byte[] source, String digest) {
        this.source = source;
        this.digest = digest;
    }

    /** A script that returns a text, a number, or nothing. */
    public static LuaScript of(String lua) {
        byte[] source = lua.getBytes(StandardCharsets.UTF_8);
        return new LuaScript(source, io.lettuce.core.codec.Base16.digest(source));
    }

    /** As {@link #run(RedisClusterAsyncCommands, ScriptOutputType, byte[][], byte[][])}, for a script that answers a text. */
    CompletionStage<byte[]> run(RedisClusterAsyncCommands<byte[], byte[]> redis, byte[][] keys, byte[]... arguments) {
        return run(redis, ScriptOutputType.VALUE, keys, arguments);
    }

    /** Runs by the digest, and sends the source only to a Redis that does not know it yet: one that has just started. */
    <T> CompletionStage<T> run(RedisClusterAsyncCommands<byte[], byte[]> redis, ScriptOutputType output, byte[][] keys,
            byte[][] arguments) {
        CompletionStage<T> byDigest = redis.evalsha(digest, output, keys, arguments);
        return byDigest.exceptionallyCompose(failure -> {
            Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
            return cause instanceof RedisNoScriptException
                    ? redis.<T>eval(source, output, keys, arguments)
                    : CompletableFuture.failedStage(cause == null ? failure : cause);
        });
    }
}
