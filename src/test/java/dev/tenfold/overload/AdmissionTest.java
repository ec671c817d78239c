package dev.tenfold.overload;

import dev.tenfold.overload.Admission.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Who may come in beside whom, who waits, and who is refused. */
class AdmissionTest {

    private static final int MOST = 160;
    private static final int RESERVED = 10;
    private static final int SIGN_INS = 40;
    private static final Duration MAX_WAIT = Duration.ofMillis(300);

    private final List<Waiting> started = new ArrayList<>();
    private final List<RequestClass> refused = new ArrayList<>();
    private final Admission admission = new Admission(settings(true, 1_000));

    @Test
    void listsFillTheirShareReadsTheirsAndOrdersTheRest() {
        assertThat(enter(RequestClass.LISTS, MOST)).isEqualTo(96);
        assertThat(enter(RequestClass.READS, MOST)).isEqualTo(128 - 96);
        assertThat(enter(RequestClass.ORDERS, MOST)).isEqualTo(MOST - 128);
        assertThat(enter(RequestClass.SIGN_IN, MOST)).as("what is reserved for it").isEqualTo(RESERVED);
    }

    @Test
    void signInsFillNoMoreThanTheirPart() {
        assertThat(enter(RequestClass.SIGN_IN, MOST)).isEqualTo(SIGN_INS);
        assertThat(enter(RequestClass.READS, MOST)).as("what is left of theirs").isEqualTo(128 - SIGN_INS);
    }

    @Test
    void whoWaitsIsStartedWhenAPlaceIsFreeTheMostImportantFirst() {
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
    void whoWaitsTooLongIsRefused() {
        enter(RequestClass.LISTS, 97);
        admission.expire();
        assertThat(refused).isEmpty();
        await().until(() -> {
            admission.expire();
            return refused.equals(List.of(RequestClass.LISTS));
        });
        assertThat(admission.waiting()).isZero();
        assertThat(admission.atWork(RequestClass.LISTS)).isEqualTo(96);
    }

    @Test
    void whereSomebodyAlwaysWaitsTheWaitIsShort() {
        enter(RequestClass.LISTS, 97);
        long start = System.nanoTime();
        await().until(() -> { // one always waits: for more than a second nobody's wait ends in an empty queue
            enter(RequestClass.LISTS, 1);
            admission.expire();
            return System.nanoTime() - start > Duration.ofSeconds(2).toNanos();
        });
        int before = refused.size();
        long last = System.nanoTime();
        enter(RequestClass.LISTS, 1);
        await().until(() -> {
            enter(RequestClass.LISTS, 1);
            admission.expire();
            return refused.size() > before + 1;
        });
        assertThat(Duration.ofNanos(System.nanoTime() - last)).isLessThan(MAX_WAIT.multipliedBy(100)); // a busy machine may be late
        assertThat(refused).isNotEmpty();
    }

    @Test
    void noMoreThanSoManyMayWait() {
        var few = new Admission(settings(true, 5));
        for (int request = 0; request < 96 + 5 + 3; request++) {
            few.enter(waiting(RequestClass.LISTS));
        }
        assertThat(few.waiting()).isEqualTo(5);
        assertThat(refused).hasSize(3);
    }

    @Test
    void switchedOffItRefusesNobody() {
        var off = new Admission(settings(false, 5));
        for (int request = 0; request < 10 * MOST; request++) {
            off.enter(waiting(RequestClass.LISTS));
        }
        assertThat(started).hasSize(10 * MOST);
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

    private static OverloadProperties settings(boolean enabled, int maxWaiting) {
        return new OverloadProperties(enabled, 2, MOST, MAX_WAIT, maxWaiting, Duration.ofMillis(20), 3, SIGN_INS, 0.6, 0.8,
                Duration.ofSeconds(30));
    }
}
