package dev.tenfold.cache.cache;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers.Member;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

import static org.awaitility.Awaitility.await;

/**
 * Buyers who place orders and change them at one instance, and read them at the other at once and again later. An admin marks some orders as
 * paid and shipped, and then their buyers read them. Each read must show the last change that was confirmed, or something newer.
 */
final class OrderReaders implements AutoCloseable {

    private static final String ORDERS = "/api/v1/orders";
    private static final Duration LONGEST_STEP = Duration.ofSeconds(60);
    private static final int FOUND = 200;
    /** How far an order has come. No order returns to an earlier one of these; 0 is an order that is not shown. */
    private static final List<String> STATUSES = List.of("missing", "pending", "paid", "shipped", "cancelled");
    private static final long PENDING = STATUSES.indexOf("pending");
    private static final long PAID = STATUSES.indexOf("paid");
    private static final long SHIPPED = STATUSES.indexOf("shipped");
    private static final long CANCELLED = STATUSES.indexOf("cancelled");
    private static final int READS = 6;
    private static final int LONGEST_PAUSE = 1_500; // ms, so that some reads come after the position of the write is forgotten

    private final List<ApiClient> instances;
    private final Member admin;
    private final String product;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<String> wrongs = new ConcurrentLinkedQueue<>();
    private final LongAdder reads = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final LongAdder byAdmin = new LongAdder();
    private final CountDownLatch running;
    private volatile boolean enough;

    OrderReaders(List<ApiClient> instances, Member admin, String product, List<Member> buyers) {
        this.instances = instances;
        this.admin = admin;
        this.product = product;
        this.running = new CountDownLatch(buyers.size());
        buyers.forEach(buyer -> threads.execute(() -> shop(buyer)));
    }

    private void shop(Member buyer) {
        while (!enough) {
            try {
                buy(buyer);
            } catch (RuntimeException | AssertionError failure) {
                wrongs.add("a request failed: " + failure);
            }
        }
        running.countDown();
    }

    private void buy(Member buyer) {
        int writer = ThreadLocalRandom.current().nextInt(2);
        String id = client(writer, buyer).newKey().post(ORDERS, TestProducts.cart(product, 1)).is(201).json().path("id").asString();
        writes.increment();
        long version = check(buyer, 1 - writer, id, PENDING);
        check(buyer, writer, id, version);
        if (ThreadLocalRandom.current().nextBoolean()) {
            client(1 - writer, buyer).newKey().post(ORDERS + "/" + id + "/cancel", "").is(200);
            writes.increment();
            version = CANCELLED;
        } else {
            writer = ThreadLocalRandom.current().nextInt(2);
            version = changeAsAdmin(buyer, writer, id + "/pay", "{\"payment_reference\": \"pay-%s\"}".formatted(id), PAID);
            writer = ThreadLocalRandom.current().nextInt(2);
            version = changeAsAdmin(buyer, writer, id + "/ship", "", SHIPPED);
        }
        for (int read = 0; read < READS && !enough; read++) {
            version = check(buyer, (writer + read) % 2, id, version);
            LockSupport.parkNanos(Duration.ofMillis(read < 2 ? 0 : ThreadLocalRandom.current().nextInt(LONGEST_PAUSE)).toNanos());
        }
    }

    /** After the response to the admin, the buyer reads the order at the other instance, and then at the same one. */
    private long changeAsAdmin(Member buyer, int writer, String path, String body, long version) {
        client(writer, admin).newKey().post(ORDERS + "/" + path, body).is(200);
        byAdmin.increment();
        String id = path.substring(0, path.indexOf('/'));
        return check(buyer, writer, id, check(buyer, 1 - writer, id, version));
    }

    /** Reads an order alone and in the list of the buyer's orders. Returns how far it has come. */
    private long check(Member buyer, int instance, String id, long least) {
        ApiResponse one = client(instance, buyer).get(ORDERS + "/" + id);
        long version = one.status() == FOUND ? version(one.json()) : 0;
        reads.increment();
        if (version < least) {
            wrongs.add("instance %d showed order %s as %s after %s".formatted(instance, id, status(version), status(least)));
        }
        long listed = 0;
        for (JsonNode order : client(instance, buyer).get(ORDERS + "?limit=5").is(FOUND).json().path("data")) {
            listed = order.path("id").asString().equals(id) ? version(order) : listed;
        }
        reads.increment();
        if (listed < Math.max(least, version)) {
            wrongs.add("instance %d listed order %s as %s after %s".formatted(instance, id, status(listed),
                    status(Math.max(least, version))));
        }
        return Math.max(least, version);
    }

    private static long version(JsonNode order) {
        int version = STATUSES.indexOf(order.path("status").asString());
        if (version < PENDING) {
            throw new IllegalStateException("An order has the status " + order.path("status"));
        }
        return version;
    }

    private static String status(long version) {
        return STATUSES.get((int) version);
    }

    private ApiClient client(int instance, Member buyer) {
        return instances.get(instance).as(buyer.token());
    }

    /** What was wrong, the first ten. */
    List<String> wrongs() {
        return wrongs.stream().distinct().limit(10).toList();
    }

    int wrongCount() {
        return wrongs.size();
    }

    long reads() {
        return reads.sum();
    }

    /** What the buyers have changed. */
    long writes() {
        return writes.sum();
    }

    /** What the admin has changed of the buyers' orders. */
    long changesByAdmin() {
        return byAdmin.sum();
    }

    void stop() {
        enough = true;
        await().atMost(LONGEST_STEP).until(() -> running.getCount() == 0);
    }

    @Override
    public void close() {
        enough = true;
        threads.shutdownNow();
    }
}
