package dev.tenfold.benchmark.read;

import java.util.Locale;
import java.util.Map;

/**
 * A request that is sent over and over.
 *
 * @param path may hold {@code %012d}: a number that counts up to {@code last}, then starts again
 * @param status the answer that is right
 */
record RequestTemplate(String path, int last, Map<String, String> headers, int status) {

    private static final int OK = 200;

    RequestTemplate(String path, Map<String, String> headers) {
        this(path, 0, headers, OK);
    }

    /** The path of one number. */
    String path(long number) {
        return last == 0 ? path : String.format(Locale.ROOT, path, 1 + number % last);
    }
}
