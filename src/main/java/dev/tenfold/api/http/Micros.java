package dev.tenfold.api.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** Formats moments as RFC 3339, always with microseconds: the precision of PostgreSQL, with a fixed length. */
final class Micros {

    private static final DateTimeFormatter ANY_YEAR = new DateTimeFormatterBuilder().appendInstant(6).toFormatter();
    private static final String FORM = "0000-00-00T00:00:00.000000Z";

    private static final long YEAR_0 = -62_167_219_200L; // in seconds since 1970
    private static final long YEAR_10_000 = 253_402_300_800L;
    private static final int SECONDS_OF_DAY = 86_400;
    private static final int SECONDS_OF_HOUR = 3_600;
    private static final int SECONDS_OF_MINUTE = 60;
    private static final int NANOS_OF_MICRO = 1_000;

    private Micros() {}

    /**
     * {@code 2026-11-23T09:30:00.123456Z}; digits after the microseconds are cut off. Written by hand for speed, because a page of 20
     * products has 40 of them.
     */
    static String format(Instant moment) {
        long seconds = moment.getEpochSecond();
        if (seconds < YEAR_0 || seconds >= YEAR_10_000) {
            return ANY_YEAR.format(moment);
        }
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(seconds, SECONDS_OF_DAY));
        int second = Math.floorMod(seconds, SECONDS_OF_DAY);
        byte[] text = FORM.getBytes(StandardCharsets.ISO_8859_1);
        put(text, 4, day.getYear());
        put(text, 7, day.getMonthValue());
        put(text, 10, day.getDayOfMonth());
        put(text, 13, second / SECONDS_OF_HOUR);
        put(text, 16, second / SECONDS_OF_MINUTE % 60);
        put(text, 19, second % SECONDS_OF_MINUTE);
        put(text, 26, moment.getNano() / NANOS_OF_MICRO);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** Writes a number so that its last digit is just before {@code end}; the places before it already contain zeros. */
    private static void put(byte[] text, int end, int number) {
        int left = number;
        for (int i = end - 1; left > 0; i--) {
            text[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
    }
}
