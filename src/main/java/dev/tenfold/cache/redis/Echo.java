package dev.tenfold.cache.redis;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * A message that an instance sends to itself. It shows that both connections lead to the same server: with a name that is about to point to
 * another one they may not, and then invalidations would never arrive.
 */
final class Echo {

    private static final String PREFIX = "echo:";

    private final String prefix = PREFIX + UUID.randomUUID() + ":";
    private volatile CompletableFuture<String> arrival = new CompletableFuture<>();
    private volatile String text = prefix;
    private int count;

    /** The next message to publish. */
    synchronized String next() {
        arrival = new CompletableFuture<>();
        text = prefix + ++count;
        return text;
    }

    /** Completes when the message has arrived. */
    CompletableFuture<String> arrival() {
        return arrival;
    }

    /** Takes a message if it is an echo, of this instance or of another. */
    boolean takes(String message) {
        if (message.equals(text)) {
            arrival.complete(message);
        }
        return message.startsWith(PREFIX);
    }
}
