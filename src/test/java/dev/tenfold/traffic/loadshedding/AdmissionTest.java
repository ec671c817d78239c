package dev.tenfold.traffic.loadshedding;

import dev.tenfold.traffic.loadshedding.Admission.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Who may come in beside whom, who waits, and who is refused. */
class AdmissionTest {

    private static final int MOST = 160;
    private static final int CROWD = 50;
    private static final int RESERVED = 2;
    private static final int SIGN_INS = 40;
    private static final Duration SHORT_WAIT = Duration.ofMillis(20);
    private static final Duration MAX_WAIT = Duration.ofMillis(300);
    private static final Duration DEADLINE = Duration.ofSeconds(1);

    private final List<Waiting> started = new ArrayList<>();
    private final List<RequestClass> refused = new ArrayList<>();
    private final Admission admission = new Admission(settings(true, CROWD, 1_000));

    @Test
    void listsFillTheirShareReadsTheirsAndOrdersTheRest() {
        assertThat(enter(RequestClass.LISTS, MOST)).isEqualTo(96);
        assertThat(enter(RequestClass.READS, MOST)).isEqualTo(128 - 96);
        assertThat(enter(RequestClass.ORDERS, MOST)).isEqualTo(MOST - 128);
    }

    @Test
    void aClassThatFindsAllElseTakenHasReservedPlaces() {
        enter(RequestClass.ORDERS, MOST);
        assertThat(enter(RequestClass.READS, MOST)).isEqualTo(RESERVED);
        assertThat(enter(RequestClass.LISTS, MOST)).isEqualTo(RESERVED);
    }

    @Test
    void signInsFillNoMoreThanTheirPartAndTakeNoPlacesOfOthers() {
        assertThat(enter(RequestClass.SIGN_IN, MOST)).isEqualTo(SIGN_INS);
        assertThat(enter(RequestClass.READS, MOST)).isEqualTo(128);
        assertThat(admission.atWork()).isEqualTo(SIGN_INS + 128);
    }

    @Test
    void aWaitingRequestStartsWhenAPlaceIsFreeTheMostImportantFirst() {
        enter(RequestClass.LISTS, 96);
        enter(RequestClass.ORDERS, MOST - 96);
        Waiting first = started.getFirst();
        enter(RequestClass.LISTS, 1);
        enter(RequestClass.ORDERS, 1);
        int before = started.size();
        admission.leave(first, true);
        assertThat(started).hasSize(before + 1);
        assertThat(started.getLast().kind()).isEqualTo(RequestClass.ORDERS);
        assertThat(refused).isEmpty();
    }

    @Test
    void inACrowdAWaitingRequestIsRefusedAfterTheLongestWait() {
        long start = System.nanoTime();
        enter(RequestClass.LISTS, 97);
        admission.expire();
        assertThat(refused).isEmpty();
        awaitRefusal(admission);
        assertThat(System.nanoTime() - start).isGreaterThan(SHORT_WAIT.toNanos());
        assertThat(refused).containsExactly(RequestClass.LISTS);
        assertThat(admission.waiting()).isZero();
        assertThat(admission.atWork(RequestClass.LISTS)).isEqualTo(96);
    }

    @Test
    void aSmallCrowdWaitsUntilItsDeadline() {
        var few = new Admission(settings(true, 97, 1_000));
        long start = System.nanoTime();
        for (int request = 0; request < 97; request++) {
            few.enter(waiting(RequestClass.LISTS));
        }
        awaitRefusal(few);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(DEADLINE);
    }

    @Test
    void whereSomebodyAlwaysWaitsMostAreRefusedAtOnce() {
        enter(RequestClass.LISTS, 97);
        long start = System.nanoTime();
        await().pollInterval(Admission.LOOK).until(() -> { // one always waits
            if (admission.waiting() < 2) {
                enter(RequestClass.LISTS, 1);
            }
            admission.expire();
            return System.nanoTime() - start > Duration.ofMillis(500).toNanos();
        });
        refused.clear();
        enter(RequestClass.LISTS, 20);
        assertThat(refused).hasSizeGreaterThan(10);
        assertThat(admission.waiting()).isLessThan(10);
    }

    @Test
    void aFullQueueRefusesTheLeastImportant() {
        var few = new Admission(settings(true, CROWD, 5));
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
    void switchedOffItRefusesNobody() {
        var off = new Admission(settings(false, CROWD, 5));
        for (int request = 0; request < 10 * MOST; request++) {
            off.enter(waiting(RequestClass.LISTS));
        }
        assertThat(started).hasSize(10 * MOST);
    }

    private void awaitRefusal(Admission of) {
        await().until(() -> {
            of.expire();
            return !refused.isEmpty();
        });
    }

    /** How many of so many requests start at once. */
    private int enter(RequestClass kind, int tries) {
        int before = started.size();
        for (int attempt = 0; attempt < tries; attempt++) {
            admission.enter(waiting(kind));
        }
        return started.size() - before;
    }

    private Waiting waiting(RequestClass kind) {
        var self = new Waiting[1];
        self[0] = new Waiting(kind, System.nanoTime(), () -> started.add(self[0]), () -> refused.add(kind));
        return self[0];
    }

    private static OverloadProperties settings(boolean enabled, int crowd, int maxWaiting) {
        return new OverloadProperties(enabled, 2, MOST, crowd, MAX_WAIT, maxWaiting, Duration.ofMillis(20), 3, SIGN_INS, 0.6, 0.8,
                DEADLINE);
    }
}
