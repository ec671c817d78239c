package dev.tenfold.shop.checkout;

import dev.tenfold.api.idempotency.Claim;
import dev.tenfold.api.idempotency.IdempotencyKey;
import dev.tenfold.api.idempotency.StoredResponse;
import dev.tenfold.api.problem.RequestContext;
import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.cache.batch.Batcher;
import dev.tenfold.cache.batch.Batcher.BatchWork;
import dev.tenfold.cache.batch.Batcher.Limits;
import dev.tenfold.platform.failure.Failure.Internal;
import dev.tenfold.platform.failure.Failure.Unavailable;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.shop.ProductId;
import dev.tenfold.shop.checkout.NewOrder.NewOrderItem;
import dev.tenfold.shop.checkout.OrderRequest.OrderOutcome.Answered;
import dev.tenfold.shop.checkout.OrderRequest.OrderOutcome.Failed;
import dev.tenfold.shop.order.OrderView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The batcher without a database: the test defines what a batch does. */
@Timeout(180)
class BatcherTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final List<List<OrderRequest>> batches = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch blocked = new CountDownLatch(1);

    @AfterEach
    void everyCallerReturned() throws InterruptedException {
        blocked.countDown();
        callers.shutdown();
        assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).as("all callers have an answer").isTrue();
    }

    @Test
    void aSingleOrderIsCommittedAtOnceOnItsCallersThread() {
        var thread = new AtomicReference<Thread>();
        var batcher = new Batcher<OrderRequest, StoredResponse>(batch -> {
            thread.set(Thread.currentThread());
            commit(batch);
        }, limits(2, 64, 1000, 1000, LONG), "too many");

        assertThat(batcher.submit(order(1)).isCreated()).isTrue();

        assertThat(thread.get()).isSameAs(Thread.currentThread());
        assertThat(sizes()).containsExactly(1);
    }

    @Test
    void waitingOrdersAreCommittedTogether() {
        var batcher = blockedBatcher(limits(1, 64, 1000, 1000, LONG));
        List<Future<StoredResponse>> answers = wait(batcher, 10, 1);

        blocked.countDown();

        assertThat(answers).allSatisfy(answer -> assertThat(answer.get().isCreated()).isTrue());
        assertThat(sizes()).containsExactly(1, 10);
    }

    @Test
    void aSecondBatchDoesNotWaitForTheFirst() {
        var batcher = blockedBatcher(limits(2, 64, 1000, 1000, LONG));

        assertThat(batcher.submit(order(1)).isCreated()).isTrue();

        assertThat(sizes()).as("the first is still at work").containsExactly(1);
    }

    @Test
    void aFullQueueRefusesAtOnce() {
        var batcher = blockedBatcher(limits(1, 64, 1000, 3, LONG));
        wait(batcher, 3, 1);
        OrderRequest refused = order(1);

        assertThatThrownBy(() -> batcher.submit(refused)).isInstanceOf(Unavailable.class);

        assertThat(refused.age()).isLessThan(LONG.toNanos());
        blocked.countDown();
        until(() -> committed().size() == 4);
        assertThat(committed()).doesNotContain(refused);
    }

    @Test
    void anOrderThatWaitedTooLongIsRefusedAndNeverCommitted() {
        var batcher = blockedBatcher(limits(1, 64, 1000, 1000, Duration.ofMillis(500)));
        OrderRequest late = order(1);

        assertThatThrownBy(() -> batcher.submit(late)).isInstanceOf(Unavailable.class);

        assertThat(batcher.waiting()).isZero();
        blocked.countDown();
        until(() -> sizes().size() == 1);
        assertThat(batcher.submit(order(1)).isCreated()).isTrue();
        assertThat(committed()).hasSize(2).doesNotContain(late);
    }

    @Test
    void aBatchHasItsLimitOfOrders() {
        var batcher = blockedBatcher(limits(1, 4, 1000, 1000, LONG));
        wait(batcher, 10, 1);
        blocked.countDown();
        until(() -> committed().size() == 11);
        assertThat(sizes()).containsExactly(1, 4, 4, 2);
    }

    @Test
    void noOrderJoinsABatchWithTheMaximumOfLines() {
        var batcher = blockedBatcher(limits(1, 64, 5, 1000, LONG));
        wait(batcher, 7, 2);
        blocked.countDown();
        until(() -> committed().size() == 8);
        assertThat(sizes()).containsExactly(1, 3, 3, 1);
    }

    static Stream<Throwable> whatATurnMayThrow() {
        return Stream.of(new IllegalStateException("broken"), new StackOverflowError("broken"));
    }

    @ParameterizedTest
    @MethodSource("whatATurnMayThrow")
    void aBatchThatThrowsEndsTheCallOfEachCaller(Throwable thrown) {
        var turns = new AtomicInteger();
        var batcher = new Batcher<OrderRequest, StoredResponse>(batch -> {
            if (turns.incrementAndGet() == 1) {
                await(blocked);
            } else if (turns.get() == 2) {
                batch.getFirst().end(new Answered(answer()));
                throw sneaky(thrown);
            }
            commit(batch);
        }, limits(1, 64, 1000, 1000, LONG), "too many");
        Future<StoredResponse> first = callers.submit(() -> batcher.submit(order(1)));
        until(() -> turns.get() == 1);
        List<Future<StoredResponse>> others = wait(batcher, 5, 1);

        blocked.countDown();

        assertThat(first).succeedsWithin(LONG);
        List<Throwable> failures = new ArrayList<>();
        for (Future<StoredResponse> other : others) {
            try {
                other.get(60, TimeUnit.SECONDS);
            } catch (ExecutionException failure) {
                failures.add(failure.getCause());
            } catch (Exception hanging) {
                throw new AssertionError("a caller hangs", hanging);
            }
        }
        assertThat(failures).as("one of the batch had its answer already; the thread that bore an Error may show it instead")
                .hasSizeBetween(4, 5).allSatisfy(failure -> assertThat(failure).isInstanceOfAny(Internal.class, thrown.getClass()));
        assertThat(batcher.submit(order(1)).isCreated()).as("the turn was given back").isTrue();
    }

    @Test
    void aFailureReachesOnlyItsCaller() {
        var batcher = new Batcher<OrderRequest, StoredResponse>(
                batch -> batch.forEach(order -> order.end(new Failed(new IllegalStateException("this one")))),
                limits(2, 64, 1000, 1000, LONG), "too many");
        assertThatThrownBy(() -> batcher.submit(order(1))).hasMessage("this one");
    }

    @Test
    void anInterruptedCallerWaitsForItsResultAndKeepsTheInterrupt() throws Exception {
        var batcher = blockedBatcher(limits(1, 64, 1000, 1000, LONG));
        var started = new AtomicReference<Thread>();
        Future<Boolean> caller = callers.submit(() -> {
            started.set(Thread.currentThread());
            return batcher.submit(order(1)).isCreated() && Thread.interrupted();
        });
        until(() -> batcher.waiting() == 1);
        started.get().interrupt();
        blocked.countDown();
        assertThat(caller.get()).isTrue();
    }

    @Test
    void manyCallersAreEachCommittedOnceAndConcurrentBatchesAreLimited() throws Exception {
        int threads = 64;
        int submits = 1000;
        int turns = 3;
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        Map<OrderRequest, AtomicInteger> commits = new ConcurrentHashMap<>();
        var batcher = new Batcher<OrderRequest, StoredResponse>(batch -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            batch.forEach(order -> commits.computeIfAbsent(order, _ -> new AtomicInteger()).incrementAndGet());
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(200_000));
            running.decrementAndGet();
            batch.forEach(order -> order.end(new Answered(answer())));
        }, limits(turns, 16, 1000, 1000, LONG), "too many");

        List<Future<Integer>> answered = IntStream.range(0, threads).mapToObj(_ -> callers.submit(() -> {
            int created = 0;
            for (int i = 0; i < submits; i++) {
                created += batcher.submit(order(1)).isCreated() ? 1 : 0;
            }
            return created;
        })).toList();

        for (Future<Integer> caller : answered) {
            assertThat(caller.get()).isEqualTo(submits);
        }
        assertThat(commits).hasSize(threads * submits);
        assertThat(commits.values()).allSatisfy(count -> assertThat(count.get()).isEqualTo(1));
        assertThat(most.get()).isBetween(1, turns);
        assertThat(batcher.waiting()).isZero();
    }

    @Test
    void aCallerThatGivesUpIsEitherCommittedOrRefusedAndNeverBoth() throws Exception {
        var committed = ConcurrentHashMap.<OrderRequest>newKeySet();
        var batcher = new Batcher<OrderRequest, StoredResponse>(batch -> {
            committed.addAll(batch);
            LockSupport.parkNanos(Duration.ofMillis(ThreadLocalRandom.current().nextLong(4)).toNanos());
            batch.forEach(order -> order.end(new Answered(answer())));
        }, limits(1, 4, 1000, 1000, Duration.ofMillis(10)), "too many");

        List<Future<Integer>> refusals = IntStream.range(0, 32).mapToObj(_ -> callers.submit(() -> {
            int refused = 0;
            for (int i = 0; i < 100; i++) {
                OrderRequest order = order(1);
                boolean answered = answers(batcher, order);
                refused += answered ? 0 : 1;
                assertThat(committed.contains(order)).isEqualTo(answered);
            }
            return refused;
        })).toList();

        int refused = 0;
        for (Future<Integer> caller : refusals) {
            refused += caller.get();
        }
        assertThat(refused).as("both must happen for this to mean anything").isBetween(1, 3199);
        assertThat(committed).hasSize(3200 - refused);
    }

    private static boolean answers(Batcher<OrderRequest, StoredResponse> batcher, OrderRequest order) {
        try {
            return batcher.submit(order).isCreated();
        } catch (Unavailable refused) {
            return false;
        }
    }

    /** A batcher whose first batch is running, and lasts until {@link #blocked} is opened. */
    private Batcher<OrderRequest, StoredResponse> blockedBatcher(Limits limits) {
        var working = new CountDownLatch(1);
        BatchWork<OrderRequest> turn = batch -> {
            if (working.getCount() == 1) {
                working.countDown();
                await(blocked);
            }
            commit(batch);
        };
        var batcher = new Batcher<OrderRequest, StoredResponse>(turn, limits, "too many");
        Future<?> first = callers.submit(() -> batcher.submit(order(1)));
        until(() -> working.getCount() == 0);
        assertThat(first.isDone()).isFalse();
        return batcher;
    }

    /** Starts callers. When this returns, their requests are in the queue. */
    private List<Future<StoredResponse>> wait(Batcher<OrderRequest, StoredResponse> batcher, int count, int lines) {
        List<Future<StoredResponse>> waiting =
                IntStream.range(0, count).mapToObj(_ -> callers.submit(() -> batcher.submit(order(lines)))).toList();
        until(() -> batcher.waiting() == count);
        return waiting;
    }

    private void commit(List<OrderRequest> batch) {
        batches.add(List.copyOf(batch));
        batch.forEach(order -> order.end(new Answered(answer())));
    }

    private List<Integer> sizes() {
        synchronized (batches) {
            return batches.stream().map(List::size).toList();
        }
    }

    private List<OrderRequest> committed() {
        synchronized (batches) {
            return batches.stream().flatMap(List::stream).toList();
        }
    }

    private static Limits limits(int turns, int orders, int lines, int queue, Duration longestWait) {
        return new Limits(turns, orders, lines, queue, longestWait);
    }

    /** Must be called by the thread that submits it. */
    private static OrderRequest order(int lines) {
        var user = new UserId(UUID.randomUUID());
        var items = IntStream.range(0, lines).mapToObj(_ -> new NewOrderItem(new ProductId(UUID.randomUUID()), 1)).toList();
        var claim = new Claim(user.value(), new IdempotencyKey(UUID.randomUUID().toString()), new byte[32]);
        return new OrderRequest(user, new Cart(items), claim, new RequestContext("/api/v1/orders", "test"),
                OrderView.of(ApiVersion.V1), null);
    }

    private static StoredResponse answer() {
        return new StoredResponse(201, "/api/v1/orders/1", new byte[0], false);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it came to pass in time").isLessThan(end);
            LockSupport.parkNanos(200_000);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // a batch declares no exception, but may throw any
    private static <T extends Throwable> RuntimeException sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
