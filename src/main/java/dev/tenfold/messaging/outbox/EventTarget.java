package dev.tenfold.messaging.outbox;

import java.util.List;
import java.util.Map;

/** Where events are published: Kafka or a Redis Stream. */
interface EventTarget {

    /** The name in metrics. */
    String name();

    /**
     * Publishes events, in order for each shard, and returns within seconds once they are stored there.
     * @param fencingToken rises with each claim of a shard: a target that has already seen a higher token of a shard rejects the events
     * @param shards the events by the number of their shard
     * @throws PublishFailed when they were not published, or when that is not certain; some of them may have been
     */
    void publish(long fencingToken, Map<Integer, List<Message>> shards);

    /**
     * An event in its envelope.
     * @param key the id of the aggregate
     */
    record Message(String key, String body) {}

    /** The target did not accept the events, or did not confirm them in time: they are published again. */
    final class PublishFailed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        PublishFailed(String why) {
            super(why, null, false, false);
        }
    }
}
