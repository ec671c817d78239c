package dev.tenfold.cache.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which Redis process answers, and whether it is a primary that takes writes. Its run id changes at each start, and its replication id at each
 * promotion (command INFO). So what it holds can be trusted only while both stay the same.
 */
final class RedisServer {

    /** Deleting a key is a write even if there is no such key: a server that refuses writes answers with an error. Users have no such id. */
    private static final byte[] NO_KEY = "user:{none}".getBytes(StandardCharsets.UTF_8);
    /** The same for the Redis of events and rate limits, whose user may not write other keys. */
    private static final byte[] NO_LIMIT = "limit:{none}".getBytes(StandardCharsets.UTF_8);
    /** Error codes of a server that must not be used, or not now. A new connection may lead to another server. */
    private static final Set<String> REFUSALS =
            Set.of("READONLY", "NOAUTH", "WRONGPASS", "MISCONF", "LOADING", "MASTERDOWN", "NOREPLICAS", "CLUSTERDOWN");

    private RedisServer() {}

    /**
     * The identity of the server, or of all primaries of a cluster.
     * @param caches whether it is the Redis of the cache
     * @return fails with {@link RedisUnsuitable} for a replica, and with {@link RedisException} when writes are refused
     */
    static CompletionStage<String> identity(RedisClusterAsyncCommands<byte[], byte[]> commands, boolean caches) {
        Collection<CompletableFuture<String>> infos = infos(commands);
        return CompletableFuture.allOf(infos.toArray(CompletableFuture[]::new)).thenCombine(commands.del(caches ? NO_KEY : NO_LIMIT),
                (_, _) -> infos.stream().map(info -> identity(info.join())).sorted().collect(Collectors.joining(",")));
    }

    /**
     * The answers to {@code INFO} of the server, or of each primary of a cluster. A primary whose replica has taken over has no slots, and is
     * not asked: it may never come back.
     */
    static Collection<CompletableFuture<String>> infos(RedisClusterAsyncCommands<byte[], byte[]> commands) {
        return commands instanceof RedisAdvancedClusterAsyncCommands<byte[], byte[]> cluster
                ? cluster.nodes(node -> node.is(NodeFlag.UPSTREAM) && !node.hasNoSlots()).commands().info().asMap().values()
                : List.of(commands.info().toCompletableFuture());
    }

    private static String identity(String info) {
        String role = member("role", info);
        if (!role.equals("master")) {
            throw new RedisUnsuitable("it is no primary: its role is " + role);
        }
        return member("run_id", info) + "/" + member("master_replid", info);
    }

    private static String member(String name, String info) {
        String start = name + ":";
        return info.lines().filter(line -> line.startsWith(start)).findFirst().map(line -> line.substring(start.length()).strip())
                .orElseThrow(() -> new RedisUnsuitable("INFO does not show its " + name));
    }

    /** Whether an error means that this connection cannot be used: it is broken, or the server refuses to serve. */
    static boolean isUnusable(RedisException failure) {
        return !(failure instanceof RedisCommandExecutionException) || isRefusal(failure.getMessage());
    }

    /** A script's error has its cause's code in front, as a command's has. */
    private static boolean isRefusal(@Nullable String message) {
        return message != null
                && (REFUSALS.contains(message.split(" ", 2)[0]) || message.contains("-READONLY") || message.contains("-MISCONF"));
    }
}
