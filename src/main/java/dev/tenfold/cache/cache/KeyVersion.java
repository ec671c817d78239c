package dev.tenfold.cache.cache;

import dev.tenfold.platform.datasource.Lsn;
import java.util.UUID;

/**
 * A key version: a random text that is part of the keys of other values. Where replicas are read, it ends with a position in the
 * write-ahead log that was read from the primary after the key version before was removed. So a replica that has replayed this position
 * has every change that the values under this key version must show.
 */
public final class KeyVersion {

    private static final char SEPARATOR = '@';

    private KeyVersion() {}

    static String create(Lsn position) {
        String random = UUID.randomUUID().toString();
        return position.equals(Lsn.UNKNOWN) ? random : random + SEPARATOR + position.text();
    }

    /** The position of a key version; {@link Lsn#UNKNOWN} if it has none, because an instance without replicas created it. */
    public static Lsn position(String keyVersion) {
        int end = keyVersion.indexOf(SEPARATOR);
        return end < 0 ? Lsn.UNKNOWN : Lsn.of(keyVersion.substring(end + 1));
    }
}
