package dev.tenfold.cache.cache;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The key of a cached value. The name is the same in every release. In Redis, each schema version has a key of its own; the hash tag in
 * braces keeps all versions and their leases on one node of a cluster.
 * @param name such as {@code product:{0199...}}
 * @param schema the version of the value's shape
 */
record CacheKey(String name, int schema) {

    static CacheKey of(String cache, int schema, Object id) {
        return new CacheKey(cache + ":{" + id + "}", schema);
    }

    byte[][] valueAndLease() {
        return new byte[][]{bytes(schema, ""), bytes(schema, ":lease")};
    }

    byte[][] value() {
        return new byte[][]{bytes(schema, "")};
    }

    /**
     * The keys of the values and leases of this schema version, the one before and the one after: during a deployment two releases run
     * side by side.
     */
    byte[][] everywhere() {
        return LongStream.rangeClosed(schema - 1L, schema + 1L).boxed()
                .flatMap(version -> List.of(bytes(version, ""), bytes(version, ":lease")).stream()).toArray(byte[][]::new);
    }

    private byte[] bytes(long version, String suffix) {
        return (name + ":" + version + suffix).getBytes(StandardCharsets.UTF_8);
    }
}
