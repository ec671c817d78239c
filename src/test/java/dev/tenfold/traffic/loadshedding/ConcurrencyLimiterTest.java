package dev.tenfold.traffic.loadshedding;

import dev.tenfold.api.route.RequestClass;
import dev.tenfold.traffic.loadshedding.ConcurrencyLimiter.QueuedRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Who may come in beside whom, who waits, and who is refused. */
class ConcurrencyLimiterTest {

    private static final int MOST = 160;
    private static final int GUARANTEED = 50;
    private static final int RESERVED = 2;
    private static final int SIGN_INS = 40;
    private static final Duration SHORT_WAIT = Duration.ofMillis(20);
    private static final Duration MAX_WAIT = Duration.ofMillis(300);
    private static final Duration DEADLINE = Duration.ofSeconds(1);

    private final List<QueuedRequest> started = new ArrayList<>();
    private final List<RequestClass> refused = new ArrayList<>();
    private final ConcurrencyLimiter limiter = new ConcurrencyLimiter(settings(true, GUARANTEED, 1_000));

    @Test
    void listsFillTheirShareReadsTheirsAndOrdersTheRest() {
        assertThat(enter(RequestClass.LISTS, MOST)).isEqualTo(96);
        assertThat(enter(RequestClass.READS, MOST)).isEqualTo(128 - 96);
        assertThat(enter(RequestClass.ORDERS, MOST)).isEqualTo(MOST - 128);
    }

    @Test
    void everyClassHasReservedPlaces() {
        enter(RequestClass.ORDERS, MOST);
        assertThat(enter(RequestClass.READS, MOST)).isEqualTo(RESERVED);
        assertThat(enter(RequestClass.LISTS, MOST)).isEqualTo(RESERVED);
    }

    @Test
    void reservedPlacesAreUsedSeldomWhileSomethingMoreImportantWaits() {
        var patient = new ConcurrencyLimiter(settings(true, 2 * MOST, 1_000));
        for (int order = 0; order < MOST + 1; order++) {
            patient.enter(waiting(RequestClass.ORDERS));
        }
        for (int list = 0; list < 20; list++) {
            patient.enter(waiting(RequestClass.LISTS));
        }
        endLists(patient, MOST);
        for (int tick = 0; tick < 3; tick++) {
            int before = started.size();
            patient.tick();
            endLists(patient, before);
            assertThat(started).hasSize(before + RESERVED);
        }
    }

    @Test
    void reservedPlacesAreAlwaysUsedWhileNothingMoreImportantWaits() {
        enter(RequestClass.ORDERS, MOST);
        enter(RequestClass.LISTS, 10);
        endLists(limiter, MOST);
        assertThat(started).hasSize(MOST + 10);
    }

    @Test
    void signInsUseOnlyTheirOwnPlaces() {
        assertThat(enter(RequestClass.SIGN_IN, MOST)).isEqualTo(SIGN_INS);
        assertThat(enter(RequestClass.READS, MOST)).isEqualTo(128);
        assertThat(limiter.activeRequests()).isEqualTo(SIGN_INS + 128);
    }

    @Test
    void aWaitingRequestStartsWhenAPlaceIsFreeTheMostImportantFirst() {
        enter(RequestClass.LISTS, 96);
        enter(RequestClass.ORDERS, MOST - 96);
        QueuedRequest first = started.getFirst();
        enter(RequestClass.LISTS, 1);
        enter(RequestClass.ORDERS, 1);
        int before = started.size();
        limiter.leave(first, true);
        assertThat(started).hasSize(before + 1);
        assertThat(started.getLast().kind()).isEqualTo(RequestClass.ORDERS);
        assertThat(refused).isEmpty();
    }

    @Test
    void underLoadAWaitingRequestIsRefusedAfterTheMaximumWait() {
        long start = System.nanoTime();
        enter(RequestClass.LISTS, 97);
        limiter.tick();
        assertThat(refused).isEmpty();
        awaitRefusal(limiter);
        assertThat(System.nanoTime() - start).isGreaterThan(SHORT_WAIT.toNanos());
        assertThat(refused).containsExactly(RequestClass.LISTS);
        assertThat(limiter.waiting()).isZero();
        assertThat(limiter.activeRequests(RequestClass.LISTS)).isEqualTo(96);
    }

    @Test
    void aShortQueueWaitsUntilItsDeadline() {
        var few = new ConcurrencyLimiter(settings(true, 97, 1_000));
        long start = System.nanoTime();
        for (int request = 0; request < 97; request++) {
            few.enter(waiting(RequestClass.LISTS));
        }
        awaitRefusal(few);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(DEADLINE);
    }

    @Test
    void whenTheQueueIsNeverEmptyMostRequestsAreRefusedAtOnce() {
        enter(RequestClass.LISTS, 97);
        long start = System.nanoTime();
        await().pollInterval(ClassQueue.TICK).until(() -> { // one always waits
            if (limiter.waiting() < 2) {
                enter(RequestClass.LISTS, 1);
            }
            limiter.tick();
            return System.nanoTime() - start > Duration.ofMillis(500).toNanos();
        });
        refused.clear();
        enter(RequestClass.LISTS, 20);
        assertThat(refused).hasSizeGreaterThan(10);
        assertThat(limiter.waiting()).isLessThan(10);
    }

    @Test
    void aFullQueueRefusesTheLeastImportant() {
        var few = new ConcurrencyLimiter(settings(true, GUARANTEED, 5));
        for (int request = 0; request < 96 + 5 + 3; request++) {
            few.enter(waiting(RequestClass.LISTS));
        }
        assertThat(few.waiting()).isEqualTo(5);
        assertThat(refused).hasSize(3);
        for (int request = 0; request < MOST - 96 + 2; request++) {
            few.enter(waiting(RequestClass.ORDERS));
        }
        assertThat(few.waiting()).isEqualTo(5);
        assertThat(refused).hasSize(5).containsOnly(RequestClass.LISTS);
    }

    @Test
    void whenDisabledItRefusesNothing() {
        var off = new ConcurrencyLimiter(settings(false, GUARANTEED, 5));
        for (int request = 0; request < 10 * MOST; request++) {
            off.enter(waiting(RequestClass.LISTS));
        }
        assertThat(started).hasSize(10 * MOST);
    }

    private void awaitRefusal(ConcurrencyLimiter of) {
        await().until(() -> {
            of.tick();
            return !refused.isEmpty();
        });
    }

    /** How many of this many requests start at once. */
    private int enter(RequestClass kind, int tries) {
        int before = started.size();
        for (int attempt = 0; attempt < tries; attempt++) {
            limiter.enter(waiting(kind));
        }
        return started.size() - before;
    }

    /** Ends the lists that have started, and those that start because of it. */
    private void endLists(ConcurrencyLimiter of, int from) {
        for (int list = from; list < started.size(); list++) {
            of.leave(started.get(list), true);
        }
    }

    private QueuedRequest waiting(RequestClass kind) {
        var self = new QueuedRequest[1];
        self[0] = new QueuedRequest(kind, System.nanoTime(), () -> started.add(self[0]), () -> refused.add(kind));
        return self[0];
    }

    private static LoadSheddingProperties settings(boolean enabled, int guaranteed, int maxWaiting) {
        return new LoadSheddingProperties(enabled, 2, MOST, guaranteed, MAX_WAIT, maxWaiting, Duration.ofMillis(20), 3, SIGN_INS, 0.6, 0.8,
                DEADLINE);
    }
}
