package dev.tenfold.messaging.outbox;

import dev.tenfold.cache.redis.RedisConnectionState;
import dev.tenfold.messaging.outbox.EventTarget.Message;
import dev.tenfold.messaging.outbox.EventTarget.PublishFailed;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Events are published. The relay polls so seldom that only a notification can wake it in time. */
@TenfoldTest(properties = {"tenfold.outbox.poll=1m", "tenfold.outbox.lag-interval=100ms"})
@DirtiesContext
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutboxRelayTest {

    private static final Logger log = LoggerFactory.getLogger(OutboxRelayTest.class);
    private static final Services OWN = SeparateDatabase.create();
    private static final Duration SOON = Duration.ofSeconds(30);

    private final StreamReader reader = new StreamReader(OWN.redis().uri(), "{tenfold:events}");
    private final TestUsers users;
    private final ApiClient api;
    private final ApiClient admin;
    private final TestProducts products;

    @Autowired
    private Outbox outbox;
    @Autowired
    private Transactions transactions;
    @Autowired
    private RedisConnectionState redis;

    OutboxRelayTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.users = new TestUsers(jdbc);
        this.api = new ApiClient(port);
        this.admin = api.as(users.admin().token());
        this.products = new TestProducts(admin);
    }

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        OWN.addTo(registry);
    }

    @AfterAll
    void close() {
        reader.close();
    }

    @Test
    void eventsOfAnOrderArePublishedInOrderAsCloudEvents() {
        String product = products.product(50);
        TestUsers.Member buyer = users.user();
        JsonNode placed = api.as(buyer.token()).newKey().post("/api/v1/orders", TestProducts.cart(product, 2)).is(201).json();
        String order = placed.path("id").asString();
        move(order, "pay", "{\"payment_reference\": \"pi\"}");
        move(order, "ship", "");
        move(order, "deliver", "");
        List<JsonNode> events = toldOf(order, 4);
        assertThat(types(events)).containsExactly("order.placed", "order.paid", "order.shipped", "order.delivered");
        assertThat(events.stream().map(event -> event.path("sequence").asString())).isSorted().doesNotHaveDuplicates();
        JsonNode first = events.getFirst();
        assertThat(first.propertyNames()).containsExactlyInAnyOrder("specversion", "id", "source", "type", "subject", "time",
                "datacontenttype", "sequence", "data");
        assertThat(first.path("specversion").asString()).isEqualTo("1.0");
        assertThat(first.path("source").asString()).isEqualTo("urn:tenfold");
        assertThat(first.path("datacontenttype").asString()).isEqualTo("application/json");
        assertThat(Instant.parse(first.path("time").asString())).isEqualTo(Instant.parse(placed.path("created_at").asString()));
        assertThat(first.path("data")).isEqualTo(placed);
    }

    @Test
    void everyChangeOfAProductAndItsStockIsPublished() {
        String product = products.product(10);
        TestUsers.Member buyer = users.user();
        ApiClient keyed = api.as(buyer.token());
        keyed.newKey().post("/api/v1/orders", TestProducts.cart(product, 11)).isProblem(409, "insufficient_stock");
        String order =
                keyed.newKey().post("/api/v1/orders", TestProducts.cart(product, 3)).is(201).json().path("id").asString();
        move(order, "cancel", "");
        String path = "/api/v1/products/" + product;
        admin.newKey().post(path + "/stock-adjustments", "{\"delta\": 5, \"reason\": \"Delivery\"}").is(201);
        admin.with("If-Match", "*").patch(path, "{\"name\": \"New\"}").is(200);
        admin.with("If-Match", "*").delete(path).is(204);
        List<JsonNode> events = toldOf(product, 7);
        assertThat(events.stream().filter(event -> event.path("type").asString().equals("stock.changed"))
                .map(event -> event.path("data").path("available").asInt())).containsExactly(10, 7, 10, 15);
        assertThat(events.stream().filter(event -> event.path("type").asString().equals("product.changed")).map(event -> event.path("data"))
                .map(data -> data.path("kind").asString() + " " + data.path("version").asInt() + " "
                        + data.path("product").path("name").asString()))
                .containsExactly("added 1 Earl Grey, 100 g", "changed 2 New", "deleted 3 New");
    }

    @Test
    void rolledBackEventsAreNotPublished() {
        UUID never = UUID.randomUUID();
        UUID after = UUID.randomUUID();
        assertThatThrownBy(() -> transactions.run(() -> {
            outbox.add(List.of(event(never)));
            throw new IllegalStateException("no");
        })).hasMessage("no");
        add(after);
        toldOf(after, 1);
        assertThat(reader.of(never)).isEmpty();
    }

    /** The later event has the higher position, and is published before the earlier one is committed. */
    @Test
    void anEventThatCommitsLateIsNotSkipped() throws InterruptedException {
        UUID early = UUID.randomUUID();
        UUID late = new UUID(early.getMostSignificantBits() + 1, early.getLeastSignificantBits()); // of the same shard
        var written = new CountDownLatch(1);
        var mayCommit = new CountDownLatch(1);
        Thread slow = Thread.startVirtualThread(() -> transactions.run(() -> {
            outbox.add(List.of(event(late)));
            written.countDown();
            waitFor(mayCommit);
        }));
        waitFor(written);
        add(early);
        toldOf(early, 1);
        assertThat(reader.of(late)).isEmpty();
        mayCommit.countDown();
        slow.join();
        toldOf(late, 1);
    }

    /**
     * The relay polls once a minute only, so an event that arrives sooner was published because of the notification. The delay is logged.
     */
    @Test
    void anEventIsPublishedAtOnce() {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < (Proof.FULL ? 1_000 : 50); i++) {
            String last = reader.last();
            add(UUID.randomUUID());
            long committed = System.nanoTime();
            assertThat(reader.next(last, SOON)).as("published within " + SOON).isNotNull();
            millis.add((System.nanoTime() - committed) / 1e6);
        }
        Collections.sort(millis);
        log.info("From commit to the reader of the stream: p50 {} ms, p99 {} ms, most {} ms", millis.get(millis.size() / 2),
                millis.get(millis.size() * 99 / 100), millis.getLast());
    }

    @Test
    void theStreamIsTrimmedToItsLength() {
        var stream = new RedisStreamTarget(redis, "bounded", 1_000, DataSize.ofMegabytes(64));
        for (int token = 1; token <= 20; token++) {
            stream.publish(token, Map.of(0, IntStream.range(0, 500).mapToObj(_ -> new Message("", "{}")).toList()));
        }
        try (var bounded = new StreamReader(OWN.redis().uri(), "{bounded}")) {
            assertThat(bounded.length()).isBetween(1_000L, 1_200L);
        }
    }

    /** A relay that was suspended, lost its lock, and continues in the middle of its batch. */
    @Test
    void aSupersededRelayPublishesNothing() {
        var stream = new RedisStreamTarget(redis, "fenced", 1_000, DataSize.ofMegabytes(64));
        List<Message> messages = List.of(new Message("", "{}"));
        stream.publish(10, Map.of(3, messages));
        assertThatThrownBy(() -> stream.publish(9, Map.of(3, messages))).isInstanceOf(PublishFailed.class)
                .hasMessageContaining("another relay");
        stream.publish(9, Map.of(4, messages));
        try (var fenced = new StreamReader(OWN.redis().uri(), "{fenced}")) {
            assertThat(fenced.length()).isEqualTo(2);
        }
    }

    private void move(String order, String move, String body) {
        admin.post("/api/v1/orders/" + order + "/" + move, body).is(200);
    }

    private void add(UUID aggregate) {
        transactions.run(() -> outbox.add(List.of(event(aggregate))));
    }

    private static Event event(UUID aggregate) {
        return Event.of("test.happened", aggregate, "{}", Instant.now());
    }

    private List<JsonNode> toldOf(Object subject, int events) {
        await().atMost(SOON).until(() -> reader.of(subject).size() >= events);
        assertThat(reader.of(subject)).hasSize(events);
        return reader.of(subject);
    }

    private static List<String> types(List<JsonNode> events) {
        return events.stream().map(event -> event.path("type").asString()).toList();
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
