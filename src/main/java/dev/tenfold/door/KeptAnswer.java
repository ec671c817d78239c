package dev.tenfold.door;

import dev.tenfold.cache.Standing;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * An answer of 200 as it leaves.
 *
 * @param route the pattern of its route, for the access log
 * @param whole the timer of answers of 200 on this route
 * @param unchanged the timer of answers of 304
 * @param fields its headers, but for those of the body
 * @param keptAt in the nanoseconds of {@link System#nanoTime}
 * @param freshFor nanoseconds
 * @param standing whether what it was made of still stands
 */
record KeptAnswer(String route, Timer whole, Timer unchanged, List<Field> fields, Body body, long keptAt, long freshFor,
        Standing standing) {

    private static final int OVERHEAD = 1_000; // bytes of headers and objects, measured roughly

    record Field(String name, String value) {}

    int weight() {
        return OVERHEAD + body.length();
    }

    Timer timer(int status) {
        return status == HttpStatus.OK.value() ? whole : unchanged;
    }

    boolean isUsable() {
        return System.nanoTime() - keptAt < freshFor && standing.stands();
    }

    /** Writes the headers, as a handler did when the answer was made, and the answer's age (RFC 9111, section 5.1). */
    void writeHead(HttpServletResponse response) {
        for (Field field : fields) {
            response.setHeader(field.name(), field.value());
        }
        response.setHeader(HttpHeaders.AGE, Long.toString(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - keptAt)));
    }
}
