package dev.tenfold.cache.cache;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What Redis holds for a value: one byte that says whether there is one, eight that say when the database was asked, in milliseconds since
 * the epoch, and the value in JSON.
 */
@SuppressWarnings("ArrayRecordComponent") // bytes that are read once and never compared
record StoredValue(boolean present, long loadedAt, byte[] value) {

    private static final byte PRESENT = 'V';
    private static final byte ABSENT = 'A';
    private static final int HEAD = 1 + Long.BYTES;

    byte[] bytes() {
        return ByteBuffer.allocate(HEAD + value.length).put(present ? PRESENT : ABSENT).putLong(loadedAt).put(value).array();
    }

    /** The envelope in these bytes, or null where they are none. */
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
