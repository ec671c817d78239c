package dev.tenfold.api.request;

import static dev.tenfold.api.request.LineBuffer.ascii;

/** A format of the access log. Not thread-safe. */
interface AccessLine {

    byte[] MILLISECONDS = ascii(" ms ");

    /** Appends one line with its line end. */
    void append(AccessEntry entry, LineBuffer to);

    /** Appends the message, which is the same in both formats: {@code GET /api/v1/users/{id} 200 1.234 ms anonymous}. */
    static void message(AccessEntry entry, LineBuffer to) {
        to.escaped(entry.method()).append(' ').escaped(entry.route()).append(' ').number(entry.status()).append(' ').millis(entry.nanos())
                .append(MILLISECONDS).escaped(entry.user());
    }
}
