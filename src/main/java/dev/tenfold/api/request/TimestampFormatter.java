package dev.tenfold.api.request;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Formats times. The part before the decimals is created once a second. Not thread-safe. */
final class TimestampFormatter {

    private final DateTimeFormatter format;
    private long second = Long.MIN_VALUE;
    private byte[] text = {};

    /**
     * @param pattern of {@link DateTimeFormatter}, without fractions of a second
     * @param zone the time zone
     */
    TimestampFormatter(String pattern, ZoneId zone) {
        this.format = DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(zone);
    }

    /** Appends the time with as many decimals as it has: up to nine, none for a whole second. */
    LineBuffer exact(Instant time, LineBuffer to) {
        return second(time.getEpochSecond(), to).fraction(time.getNano());
    }

    /** Appends the time with three decimals. */
    LineBuffer milliseconds(Instant time, LineBuffer to) {
        return second(time.getEpochSecond(), to).thousandths(time.getNano());
    }

    private LineBuffer second(long wanted, LineBuffer to) {
        if (wanted != second) {
            second = wanted;
            text = LineBuffer.ascii(format.format(Instant.ofEpochSecond(wanted)));
        }
        return to.append(text);
    }
}
