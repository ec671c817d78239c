package dev.tenfold.relay;

import java.util.List;

/** Who is told of events. */
interface Target {

    /** A word for the metrics. */
    String name();

    /**
     * Tells of events of one shard in this order, and returns when they are safe there, within seconds.
     *
     * @param turn of the relay at this shard: a target that knows of a later one takes nothing
     * @throws NotTold when they were not, or nobody knows; some may have been
     */
    void tell(int shard, long turn, List<Message> messages);

    /**
     * An event in its envelope.
     *
     * @param key the aggregate
     */
    record Message(String key, String body) {}

    /** It did not take the events, or did not say so in time: they are told again. */
    final class NotTold extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotTold(String why) {
            super(why, null, false, false);
        }
    }
}
