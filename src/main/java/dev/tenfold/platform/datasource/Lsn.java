package dev.tenfold.platform.datasource;

import java.util.Locale;

/**
 * A position in the write-ahead log of PostgreSQL (a log sequence number). A replica that has replayed a position shows everything that was
 * committed before it.
 * @param value the number of bytes before the position
 */
public record Lsn(long value) implements Comparable<Lsn> {

    /** Before everything: any replica that is not too far behind may be read. */
    public static final Lsn NONE = new Lsn(0);

    /** After everything: no replica has it, so the primary is read. */
    public static final Lsn UNKNOWN = new Lsn(Long.MAX_VALUE);

    private static final int RADIX = 16;

    /** The position of a {@link #text}. */
    public static Lsn of(String text) {
        return new Lsn(Long.parseLong(text, RADIX));
    }

    /** Sixteen hexadecimal digits, so that texts have the order of their positions. */
    public String text() {
        return String.format(Locale.ROOT, "%016x", value);
    }

    /** The later one. */
    public Lsn max(Lsn other) {
        return compareTo(other) < 0 ? other : this;
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compare(value, other.value);
    }
}
