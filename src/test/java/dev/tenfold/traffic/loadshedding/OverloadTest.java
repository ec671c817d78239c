package dev.tenfold.traffic.loadshedding;

import dev.tenfold.testing.client.Api;
import dev.tenfold.testing.client.Goods;
import dev.tenfold.testing.client.People;
import dev.tenfold.testing.client.People.Person;
import dev.tenfold.testing.client.Reply;
import dev.tenfold.testing.client.Wire;
import dev.tenfold.testing.services.OwnDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An instance that may have 16 requests at work, and whose table of orders stands still. Lists may use 9 of the 16, reads 12. */
@TenfoldTest(properties = {"tenfold.overload.most=16", "tenfold.overload.least=16", "tenfold.overload.crowd=0",
    "tenfold.overload.max-wait=200ms",
    "tenfold.order.expiry-interval=1h", "tenfold.checkout.longest-wait=60s",
    "spring.datasource.hikari.data-source-properties.options=-c statement_timeout=30000 -c lock_timeout=30000"})
@DirtiesContext
class OverloadTest {

    private static final Logger LOG = LoggerFactory.getLogger(OverloadTest.class);
    private static final Services SERVICES = OwnDatabase.create();
    private static final int REFUSALS = 10;

    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private final int port;
    private final Admission admission;
    private final Api api;
    private final Person ada;
    private final String product;
    private final String order;

    OverloadTest(@LocalServerPort int port, @Autowired Admission admission) {
        this.port = port;
        this.admission = admission;
        this.api = new Api(port);
        var people = new People(api);
        this.ada = people.newUser();
        this.product = new Goods(people.admin()).product(100);
        this.order = placed(ada.api()).is(201).json().path("id").asString();
    }

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry settings) {
        SERVICES.properties().forEach((name, value) -> settings.add(name, () -> value));
    }

    @AfterEach
    void close() {
        clients.close();
    }

    @Test
    void listsAreRefusedFirstThenReadsThenOrders() throws SQLException, ExecutionException, InterruptedException {
        List<Future<Reply>> held = new ArrayList<>();
        try (var _ = new Standstill(SERVICES.postgres())) {
            held.addAll(hold(RequestClass.LISTS, 9, this::list));
            assertRefused(this::list);
            assertThat(overOneConnection()).containsSubsequence("HTTP/1.1 503", "X-Request-Id: one", "\"/api/v1/orders\"", "HTTP/1.1 503",
                    "X-Request-Id: two", "HTTP/1.1 404").containsOnlyOnce("Connection: close");
            held.addAll(hold(RequestClass.READS, 3, this::read));
            assertRefused(this::read);
            assertRefused(this::list);
            held.addAll(hold(RequestClass.ORDERS, 4, this::order));
            assertRefused(this::order);
            assertRefused(this::read);
            assertThat(admission.atWork(RequestClass.ORDERS)).isEqualTo(4);
            printRefusals();
        }
        for (Future<Reply> waited : held) { // or was held up longer than a statement may take, on a machine that is slow enough
            assertThat(waited.get().text()).as("what was taken on is not refused later").doesNotContain("\"overloaded\"");
        }
        for (RequestClass kind : RequestClass.values()) {
            await().until(() -> admission.atWork(kind) == 0);
        }
        ada.api().get("/api/v1/orders").is(200);
        ada.api().get("/api/v1/orders/" + order).is(200);
        placed(ada.api()).is(201);
    }

    @Test
    void aClassThatFindsAllElseTakenKeepsAPlaceOfItsOwn() throws SQLException {
        try (var _ = new Standstill(SERVICES.postgres())) {
            hold(RequestClass.ORDERS, 16, this::order);
            assertRefused(this::order);
            api.impatient().get("/api/v1/products/" + product).is(200);
            api.impatient().get("/api/v1/products").is(200);
            new People(api.impatient()).signIn(ada.email());
        }
    }

    /** Two lists that are refused and a product, and what comes back: a refused client keeps its connection. */
    private String overOneConnection() {
        String head = " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
        return new Wire(port).all("GET /api/v1/orders?limit=5" + head + "X-Request-Id: one\r\n\r\nGET /api/v1/products?limit=7" + head
                + "X-Request-Id: two\r\n\r\nGET /api/v1/products/" + UUID.randomUUID()
                + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    }

    private Reply list() {
        return ada.api().impatient().get("/api/v1/orders");
    }

    private Reply read() {
        return ada.api().impatient().get("/api/v1/orders/" + order);
    }

    private Reply order() {
        return placed(ada.api().impatient());
    }

    private Reply placed(Api buyer) {
        return buyer.newKey().post("/api/v1/orders", Goods.basket(product, 1));
    }

    /** Sends so many requests, and waits until they are at work: there they stay while the standstill lasts. */
    private List<Future<Reply>> hold(RequestClass kind, int requests, Supplier<Reply> call) {
        List<Future<Reply>> held = new ArrayList<>();
        for (int request = 0; request < requests; request++) {
            held.add(clients.submit(call::get));
        }
        await().until(() -> admission.atWork(kind) == requests);
        return held;
    }

    private static void assertRefused(Supplier<Reply> call) {
        Reply reply = call.get().isProblem(503, "overloaded");
        assertThat(Integer.parseInt(String.valueOf(reply.header("Retry-After")))).isBetween(1, 3);
        assertThat(reply.header("X-Request-Id")).isNotBlank();
    }

    private void printRefusals() {
        long[] nanos = LongStream.range(0, REFUSALS).map(_ -> {
            long start = System.nanoTime();
            list();
            return System.nanoTime() - start;
        }).sorted().toArray();
        LOG.info("A refusal takes {} us at the median, client included", Duration.ofNanos(nanos[REFUSALS / 2]).toNanos() / 1000);
    }
}
