package dev.tenfold.api.request;

import static dev.tenfold.api.request.LineBuffer.ascii;

/** A form of the access log's lines. One thread uses it. */
interface AccessLine {

    byte[] MILLISECONDS = ascii(" ms ");

    /** Appends one line and its end. */
    void append(AccessEntry entry, LineBuffer to);

    /** Appends the sentence that both forms have: {@code GET /api/v1/users/{id} 200 1.234 ms anonymous}. */
    static void message(AccessEntry entry, LineBuffer to) {
        to.escaped(entry.method()).append(' ').escaped(entry.route()).append(' ').number(entry.status()).append(' ').millis(entry.nanos())
                .append(MILLISECONDS).escaped(entry.user());
    }
}
