package dev.tenfold.id;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;

/** UUIDs of version 7 (RFC 9562, section 5.7): they sort by the millisecond in which they were made. */
public final class Uuids {

    private static final Pattern CANONICAL = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final TimeBasedEpochGenerator GENERATOR = Generators.timeBasedEpochGenerator();

    private static final long VERSION = 0x7000;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private Uuids() {}

    /** A new UUIDv7, greater than every one this process made before. */
    public static UUID next() {
        return GENERATOR.generate();
    }

    /** The least UUIDv7 that can be made at a moment: a bound for those made before it. */
    public static UUID firstOf(Instant moment) {
        return new UUID((moment.toEpochMilli() << 16) | VERSION, VARIANT);
    }

    /**
     * Reads the 36 characters of a UUID's canonical form. {@link UUID#fromString} alone takes {@code 1-1-1-1-1} too.
     *
     * @throws IllegalArgumentException when the text is anything else
     */
    public static UUID parse(String text) {
        if (!CANONICAL.matcher(text).matches()) {
            throw new IllegalArgumentException("not a UUID");
        }
        return UUID.fromString(text);
    }
}
