package dev.tenfold.messaging.outbox;

import java.util.List;
import java.util.Map;

/** Who is told of events. */
interface EventTarget {

    /** A word for the metrics. */
    String name();

    /**
     * Tells of events, of each shard in this order, and returns when they are safe there, within seconds.
     *
     * @param turn of the relay at these shards: a target that knows of a later one of a shard takes nothing of that
     * @param shards by their numbers
     * @throws PublishFailed when they were not, or nobody knows; some may have been
     */
    void publish(long turn, Map<Integer, List<Message>> shards);

    /**
     * An event in its envelope.
     *
     * @param key the aggregate
     */
    record Message(String key, String body) {}

    /** It did not take the events, or did not say so in time: they are told again. */
    final class PublishFailed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        PublishFailed(String why) {
            super(why, null, false, false);
        }
    }
}
