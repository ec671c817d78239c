package dev.tenfold.cache.cache;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A cached value in Redis: one byte that says whether there is a value, eight bytes with the time of the load in milliseconds since the
 * epoch, and the value in JSON.
 */
@SuppressWarnings("ArrayRecordComponent") // these bytes are read once and never compared
record StoredValue(boolean present, long loadedAt, byte[] value) {

    private static final byte PRESENT = 'V';
    private static final byte ABSENT = 'A';
    private static final int HEAD = 1 + Long.BYTES;

    byte[] bytes() {
        return ByteBuffer.allocate(HEAD + value.length).put(present ? PRESENT : ABSENT).putLong(loadedAt).put(value).array();
    }

    /** Reads the bytes; null if they are not a stored value. */
    static @Nullable StoredValue read(byte[] bytes) {
        if (bytes.length < HEAD || (bytes[0] != PRESENT && bytes[0] != ABSENT)) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        long loadedAt = buffer.getLong();
        byte[] value = new byte[buffer.remaining()];
        buffer.get(value);
        return new StoredValue(bytes[0] == PRESENT, loadedAt, value);
    }
}
