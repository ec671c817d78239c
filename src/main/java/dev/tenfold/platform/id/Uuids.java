package dev.tenfold.platform.id;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;

/** UUIDs of version 7 (RFC 9562, section 5.7). They sort by the millisecond in which they were created. */
public final class Uuids {

    private static final String FORM = "00000000-0000-0000-0000-000000000000";
    private static final TimeBasedEpochGenerator GENERATOR = Generators.timeBasedEpochGenerator();

    private static final long VERSION = 0x7000;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private Uuids() {}

    /** A new UUIDv7, greater than all that this process has created before. */
    public static UUID next() {
        return GENERATOR.generate();
    }

    /**
     * The smallest possible UUIDv7 of a moment: a limit for ids that were created before it. There is none before 1970, so an earlier
     * moment gets the smallest of all.
     */
    public static UUID firstOf(Instant moment) {
        return new UUID((Math.max(0, moment.toEpochMilli()) << 16) | VERSION, VARIANT);
    }

    /**
     * Parses the 36 characters of a UUID's canonical form. {@link UUID#fromString} would accept {@code 1-1-1-1-1} too.
     * @throws IllegalArgumentException when the text is anything else
     */
    public static UUID parse(String text) {
        if (!isCanonical(text)) {
            throw new IllegalArgumentException("not a UUID");
        }
        return UUID.fromString(text);
    }

    private static boolean isCanonical(String text) {
        if (text.length() != FORM.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (FORM.charAt(i) == '-' ? c != '-' : !HexFormat.isHexDigit(c)) {
                return false;
            }
        }
        return true;
    }
}
