package dev.tenfold.shop.checkout;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.LockWaiters;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/** Orders in one batch share a transaction, but each is decided alone. */
class BatchTest extends AuditedTest {

    private static final String ORDERS = "/api/v1/orders";

    @Autowired
    private PlatformTransactionManager manager;

    @Autowired
    private MeterRegistry metrics;

    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

    private TestUsers.Member firstBuyer;
    /** When the order that occupied the batcher could go on. */
    private long released;

    @BeforeEach
    void findAFirstBuyer() {
        firstBuyer = users.user();
    }

    @AfterEach
    void endCallers() {
        callers.shutdownNow();
    }

    @Test
    void waitingOrdersShareATransactionAndTheFirstGetTheLastPieces() {
        String product = products.product(5);
        List<ApiResponse> replies = inOneBatch(IntStream.range(0, 8).mapToObj(_ -> order(users.user(), product)).toList());
        assertThat(replies.stream().filter(reply -> reply.status() == 201)).hasSize(5);
        assertThat(replies.stream().filter(reply -> reply.status() != 201)).hasSize(3)
                .allSatisfy(reply -> reply.isProblem(409, "insufficient_stock"));
        assertThat(onHand(product)).isZero();
        assertThat(jdbc
                .sql("SELECT count(DISTINCT xmin::text) FROM orders WHERE id IN (SELECT order_id FROM order_lines WHERE product_id = :id)")
                .param("id", UUID.fromString(product)).query(Long.class).single()).as("transactions").isEqualTo(1);
    }

    @Test
    void anOrderThatBreaksItsBatchFailsAlone() {
        String product = products.product(100);
        TestUsers.Member poisoned = users.user();
        double retriesBefore = metrics.get("tenfold.checkout.batch.retries").counter().count();
        List<Callable<ApiResponse>> orders = new ArrayList<>(IntStream.range(0, 7).mapToObj(_ -> order(users.user(), product)).toList());
        String key = UUID.randomUUID().toString();
        orders.add(3, order(poisoned, key, product));
        poison(poisoned);

        List<ApiResponse> replies;
        try {
            replies = inOneBatch(orders);
        } finally {
            jdbc.sql("DROP FUNCTION poison CASCADE").update();
        }

        replies.get(3).isProblem(500, "internal_error");
        IntStream.range(0, 8).filter(i -> i != 3).forEach(i -> replies.get(i).is(201));
        assertThat(onHand(product)).isEqualTo(93);
        assertThat(metrics.get("tenfold.checkout.batch.retries").counter().count() - retriesBefore).isEqualTo(8);
        assertThat(api.get("/actuator/prometheus").is(200).text()).contains("tenfold_checkout_batch_retries_total");
        post(poisoned, key, product).is(201);
    }

    @Test
    void aKeyThatIsLockedElsewhereDelaysOnlyItsOwnOrder() {
        String product = products.product(100);
        TestUsers.Member held = users.user();
        List<Callable<ApiResponse>> orders = new ArrayList<>(IntStream.range(0, 4).mapToObj(_ -> order(users.user(), product)).toList());
        String key = UUID.randomUUID().toString();
        orders.add(2, () -> client(held).impatient().key(key).post(ORDERS, TestProducts.cart(product, 1)));
        List<ApiResponse> replies = new TransactionTemplate(manager).execute(status -> {
            jdbc.sql("INSERT INTO idempotency_keys VALUES (:user, :key, sha256(''), NULL, NULL, NULL, now(), now() + interval '1 day')")
                    .param("user", held.id()).param("key", key).update();
            status.setRollbackOnly();
            return inOneBatch(orders);
        });
        replies.get(2).isProblem(409, "in_flight");
        IntStream.range(0, 5).filter(i -> i != 2).forEach(i -> replies.get(i).is(201));
        post(held, key, product).is(201);
        assertThat(onHand(product)).isEqualTo(95);
    }

    /** Each of them may wait 200 ms for the key: without a limit, they would hold the batch for ten seconds. */
    @Test
    void manyDuplicatesOfALockedKeyDoNotHoldTheBatch() {
        String product = products.product(100);
        TestUsers.Member held = users.user();
        String key = UUID.randomUUID().toString();
        List<Callable<ApiResponse>> orders = new ArrayList<>(IntStream.range(0, 50)
                .<Callable<ApiResponse>>mapToObj(_ -> () -> client(held).impatient().key(key).post(ORDERS, TestProducts.cart(product, 1)))
                .toList());
        List<ApiResponse> replies = new TransactionTemplate(manager).execute(status -> {
            jdbc.sql("INSERT INTO idempotency_keys VALUES (:user, :key, sha256(''), NULL, NULL, NULL, now(), now() + interval '1 day')")
                    .param("user", held.id()).param("key", key).update();
            status.setRollbackOnly();
            return inOneBatch(orders);
        });
        assertThat(Duration.ofNanos(System.nanoTime() - released)).as("6 s for the first, and 2 s for its duplicates")
                .isLessThan(Duration.ofSeconds(13));
        replies.forEach(reply -> reply.isProblem(409, "in_flight"));
        assertThat(onHand(product)).isEqualTo(100);
    }

    @Test
    void equalRequestsInOneBatchAreOneOrderWithTheSameBytes() {
        String product = products.product(100);
        TestUsers.Member buyer = users.user();
        String key = UUID.randomUUID().toString();
        List<Callable<ApiResponse>> orders = new ArrayList<>(IntStream.range(0, 5).mapToObj(_ -> order(buyer, key, product)).toList());
        orders.add(order(users.user(), product));

        List<ApiResponse> replies = inOneBatch(orders);

        replies.forEach(reply -> reply.is(201));
        List<ApiResponse> twins = replies.subList(0, 5);
        assertThat(twins.stream().map(ApiResponse::text).distinct()).hasSize(1);
        assertThat(twins.stream().map(reply -> reply.header("Location")).distinct()).hasSize(1);
        assertThat(twins.stream().filter(reply -> "true".equals(reply.header("Idempotent-Replayed")))).hasSize(4);
        assertThat(replies.getLast().header("Idempotent-Replayed")).isNull();
        assertThat(onHand(product)).isEqualTo(98);
    }

    @Test
    void aReusedKeyInABatchIsRefusedAlone() {
        String product = products.product(100);
        TestUsers.Member buyer = users.user();
        String key = UUID.randomUUID().toString();
        List<ApiResponse> replies = inOneBatch(List.of(order(buyer, key, product),
                () -> client(buyer).key(key).post(ORDERS, TestProducts.cart(product, 9)), order(users.user(), product)));
        replies.getLast().is(201);
        assertThat(replies.subList(0, 2).stream().map(ApiResponse::status)).containsExactlyInAnyOrder(201, 422);
        replies.stream().filter(reply -> reply.status() == 422).forEach(reply -> reply.isProblem(422, "idempotency_key_reused"));
    }

    @Test
    void aDeletedUserCannotOrderAndDelaysNoOtherOrder() {
        String product = products.product(100);
        TestUsers.Member gone = users.user();
        jdbc.sql("UPDATE users SET deleted_at = now(), name = NULL, email = NULL, email_key = NULL, password_hash = NULL WHERE id = :id")
                .param("id", gone.id()).update();
        List<ApiResponse> replies = inOneBatch(List.of(order(users.user(), product), order(gone, product), order(users.user(), product)));
        replies.get(0).is(201);
        replies.get(1).isProblem(401, "unauthenticated");
        replies.get(2).is(201);
        assertThat(onHand(product)).isEqualTo(98);
    }

    /**
     * Sends orders so that one batch takes them all. Meanwhile another order occupies the batcher: it waits for a row that this test has
     * locked. Each order is in the queue before the next is sent.
     */
    private List<ApiResponse> inOneBatch(List<Callable<ApiResponse>> orders) {
        String held = products.product(1);
        Callable<ApiResponse> first = order(firstBuyer, held);
        List<Future<ApiResponse>> waiting = new ArrayList<>();
        var holding = new TransactionTemplate(manager);
        holding.setPropagationBehavior(TransactionTemplate.PROPAGATION_REQUIRES_NEW);
        holding.executeWithoutResult(_ -> {
            jdbc.sql("SELECT FROM inventory WHERE product_id = :id FOR UPDATE").param("id", UUID.fromString(held)).query((row, number) -> 1)
                    .list();
            waiting.add(callers.submit(first));
            LockWaiters.awaitOne(jdbc);
            for (Callable<ApiResponse> order : orders) {
                waiting.add(callers.submit(order));
                until("the order is in the queue", () -> metrics.get("tenfold.checkout.queue").gauge().value() == waiting.size() - 1);
            }
        });
        released = System.nanoTime();
        List<ApiResponse> replies = waiting.stream().map(BatchTest::result).toList();
        replies.getFirst().is(201);
        return replies.subList(1, replies.size());
    }

    private void poison(TestUsers.Member user) {
        jdbc.sql("""
                CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS
                $$BEGIN IF NEW.user_id = '%s' THEN RAISE EXCEPTION 'poison' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END$$
                """.formatted(user.id())).update();
        jdbc.sql("CREATE TRIGGER poison BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION poison()").update();
    }

    private Callable<ApiResponse> order(TestUsers.Member buyer, String product) {
        return order(buyer, UUID.randomUUID().toString(), product);
    }

    private Callable<ApiResponse> order(TestUsers.Member buyer, String key, String product) {
        return () -> post(buyer, key, product);
    }

    private ApiResponse post(TestUsers.Member buyer, String key, String product) {
        return client(buyer).key(key).post(ORDERS, TestProducts.cart(product, 1));
    }

    private ApiClient client(TestUsers.Member buyer) {
        return api.as(buyer.token());
    }

    private static ApiResponse result(Future<ApiResponse> reply) {
        try {
            return reply.get();
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
