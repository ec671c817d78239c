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

    /** Sends the digest of the script. The source is sent only if Redis does not know the digest, for example after a restart. */
    CompletionStage<byte[]> run(RedisClusterAsyncCommands<byte[], byte[]> redis, byte[][] keys, byte[]... arguments) {
        CompletionStage<byte[]> byDigest = redis.evalsha(digest, ScriptOutputType.VALUE, keys, arguments);
        return byDigest.exceptionallyCompose(failure -> {
            Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
            return cause instanceof RedisNoScriptException
                    ? redis.<byte[]>eval(source, ScriptOutputType.VALUE, keys, arguments)
                    : CompletableFuture.failedStage(cause == null ? failure : cause);
        });
    }
}
