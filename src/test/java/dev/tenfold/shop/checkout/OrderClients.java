package dev.tenfold.shop.checkout;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.TestUsers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that place orders without a pause, as correct clients do: each order has a key and is sent again with it until the response is
 * final. They record every response, so that it can be checked afterwards.
 */
final class OrderClients implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final String ORDERS = "/api/v1/orders";

    private final ApiClient api;
    private final List<String> products;
    private final List<TestUsers.Member> members;
    private final ExecutorService threads;
    private final List<Future<?>> running;
    private final Map<String, PlacedOrder> kept = new ConcurrentHashMap<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger retries = new AtomicInteger();
    private final AtomicLong lastOrderAt = new AtomicLong(System.nanoTime());
    private volatile boolean enough;

    /** The final response for a key. */
    private record PlacedOrder(TestUsers.Member member, String cart, int status, String body) {}

    OrderClients(int clients, ApiClient api, TestUsers users, List<String> products) {
        this.api = api;
        this.products = List.copyOf(products);
        this.members = users.users(clients);
        this.threads = Executors.newFixedThreadPool(clients);
        this.running = members.stream().<Future<?>>map(member -> threads.submit(() -> shop(member))).toList();
    }

    private void shop(TestUsers.Member member) {
        while (!enough) {
            String key = UUID.randomUUID().toString();
            String cart = cart();
            ApiResponse reply = untilAnswered(member, key, cart);
            kept.put(key, new PlacedOrder(member, cart, reply.status(), reply.text()));
            if (reply.status() == 201) {
                lastOrderAt.set(System.nanoTime());
            }
            answers.incrementAndGet();
        }
    }

    private ApiResponse untilAnswered(TestUsers.Member member, String key, String cart) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (true) {
            ApiResponse reply = send(member, key, cart);
            if (reply != null && isFinal(reply)) {
                return reply;
            }
            assertThat(System.nanoTime()).as("an order is answered within " + TIMEOUT).isLessThan(end);
            retries.incrementAndGet();
            LockSupport.parkNanos(reply != null && reply.isRefusedForNow() ? reply.retryAfter().toNanos()
                    : ThreadLocalRandom.current().nextLong(PAUSE.toNanos() / 2, PAUSE.toNanos() * 2));
        }
    }

    /** A client retries what is not final. Any other status is a fault of the service. */
    private static boolean isFinal(ApiResponse reply) {
        return switch (reply.status()) {
            case 201 -> true;
            case 409 -> !reply.json().path("code").asString().equals("in_flight");
            case 503 -> {
                assertThat(reply.header("Retry-After")).isNotNull();
                yield false;
            }
            default -> throw new AssertionError("answered " + reply.status() + " " + reply.text());
        };
    }

    private ApiResponse send(TestUsers.Member member, String key, String cart) {
        try {
            return api.impatient().as(member.token()).key(key).post(ORDERS, cart);
        } catch (IllegalStateException noAnswer) {
            return null;
        }
    }

    /** An order of one to three of the products. */
    private String cart() {
        var random = ThreadLocalRandom.current();
        var items = new ArrayList<String>();
        IntStream.range(0, 1 + random.nextInt(3)).forEach(_ -> items.add(
                "{\"product_id\": \"%s\", \"quantity\": %d}".formatted(products.get(random.nextInt(products.size())),
                        1 + random.nextInt(2))));
        return "{\"items\": [" + String.join(", ", items) + "]}";
    }

    /** Waits until this many more orders have final responses. */
    void awaitAnswers(int more) {
        await(answers, more, "answers");
    }

    /** Waits until this many more requests had to be sent again. */
    void awaitRetries(int more) {
        await(retries, more, "retries");
    }

    private void await(AtomicInteger counter, int more, String what) {
        int goal = counter.get() + more;
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (counter.get() < goal) {
            running.stream().filter(Future::isDone).forEach(OrderClients::result);
            assertThat(System.nanoTime()).as("%d more %s within %s", more, what, TIMEOUT).isLessThan(end);
            LockSupport.parkNanos(100_000);
        }
    }

    /** When the latest 201 arrived, from {@link System#nanoTime}. */
    long lastOrderAt() {
        return lastOrderAt.get();
    }

    int answers() {
        return answers.get();
    }

    int retries() {
        return retries.get();
    }

    long orders() {
        return kept.values().stream().filter(answer -> answer.status() == 201).count();
    }

    /** Lets each client finish its current order. */
    void stop() {
        enough = true;
        running.forEach(OrderClients::result);
    }

    /** Compares the recorded responses with the database, and with what the service answers now. */
    void holdTheServiceToItsWord(JdbcClient jdbc) {
        Map<String, PlacedOrder> known = new HashMap<>();
        Map<UUID, TestUsers.Member> byId = new HashMap<>();
        members.forEach(member -> byId.put(member.id(), member));
        jdbc.sql("SELECT user_id, key, status, body FROM idempotency_keys").query(row -> {
            TestUsers.Member member = byId.get(row.getObject("user_id", UUID.class));
            if (member != null) {
                String key = row.getString("key");
                PlacedOrder ours = kept.get(key);
                known.put(key, new PlacedOrder(member, ours == null ? "" : ours.cart(), row.getInt("status"),
                        new String(row.getBytes("body"), StandardCharsets.UTF_8)));
            }
        });
        assertThat(known.keySet()).as("keys in the database, and keys that were answered").isEqualTo(kept.keySet());
        assertThat(kept.entrySet().stream().filter(answer -> !answer.getValue().equals(known.get(answer.getKey()))).limit(5))
                .as("answers that the database has differently").isEmpty();
        assertThat(jdbc.sql("SELECT count(*) FROM orders").query(Long.class).single()).as("orders").isEqualTo(orders());

        List<Map.Entry<String, PlacedOrder>> some = kept.entrySet().stream().limit(20L * members.size()).toList();
        Concurrently.run(members.size(), number -> {
            for (int i = number; i < some.size(); i += members.size()) {
                isAnsweredAlike(some.get(i).getKey(), some.get(i).getValue());
            }
            return number;
        });
    }

    private void isAnsweredAlike(String key, PlacedOrder answer) {
        ApiResponse again = api.as(answer.member().token()).key(key).post(ORDERS, answer.cart()).is(answer.status());
        assertThat(again.text()).isEqualTo(answer.body());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        if (answer.status() == 201) {
            JsonNode order = JsonMapper.shared().readTree(answer.body());
            assertThat(api.as(answer.member().token()).get(ORDERS + "/" + order.path("id").asString()).is(200).json()).isEqualTo(order);
        }
    }

    @Override
    public void close() {
        enough = true;
        threads.shutdownNow();
    }

    private static void result(Future<?> client) {
        try {
            client.get(TIMEOUT.toSeconds() + 10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            throw new AssertionError("a client failed", failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
