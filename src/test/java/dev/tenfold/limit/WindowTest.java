package dev.tenfold.limit;

import dev.tenfold.limit.Policy.Limit;
import dev.tenfold.limit.Window.Grant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class WindowTest {

    private static final long MINUTE = Duration.ofMinutes(1).toMillis();
    private static final long SLOT = MINUTE / Window.SLOTS;
    private static final int STEPS = 20_000;

    @Test
    void aBucketFullAtTheEndOfAPeriodLetsNoSecondOneThroughInTheNext() {
        var window = window(100, 100);
        long end = MINUTE - 1;
        assertThat(window.take(end, 1000).granted()).isEqualTo(100);
        assertThat(window.take(end + 1, 1000).granted()).isZero();
        assertThat(window.take(end + MINUTE, 1000).granted()).isZero();
        assertThat(window.take(end + MINUTE + SLOT, 1000).granted()).isEqualTo(100);
    }

    @Test
    void nothingIsToBeHadUntilTheTimeThatItSaysAndSomethingIsThen() {
        var window = window(10, 10);
        window.take(5 * SLOT + 17, 4);
        Grant last = window.take(9 * SLOT + 1, 100);
        assertThat(last.granted()).isEqualTo(6);
        long free = 9 * SLOT + 1 + last.delay();
        assertThat(window.take(free - 1, 1).granted()).isZero();
        assertThat(window.take(free, 100).granted()).isEqualTo(4);
    }

    @Test
    void aBurstIsHeldInAnyStretchOfOneSlot() {
        var window = window(100, 10);
        assertThat(window.take(SLOT - 1, 100).granted()).isEqualTo(10);
        Grant none = window.take(SLOT, 100);
        assertThat(none.granted()).isZero();
        assertThat(window.take(SLOT + none.delay() - 1, 100).granted()).isZero();
        assertThat(window.take(SLOT + none.delay(), 100).granted()).isEqualTo(10);
    }

    @Test
    void whatIsGivenBackMayBeTakenAgain() {
        var window = window(1, 1);
        Grant taken = window.take(SLOT, 1);
        window.giveBack(taken.slot());
        window.giveBack(taken.slot());
        assertThat(window.take(2 * SLOT, 5).granted()).isEqualTo(1);
    }

    @Test
    void aClockThatRunsBackwardsGivesNothingAway() {
        var window = window(5, 5);
        window.take(40 * SLOT, 5);
        assertThat(window.take(2 * SLOT, 5).granted()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void howeverRequestsComeNoWindowHoldsMoreThanTheCapacityAndNoSlotsLengthMoreThanTheBurst(long seed) {
        var random = new Random(seed);
        int capacity = 1 + random.nextInt(200);
        int burst = 1 + random.nextInt(capacity);
        var window = window(capacity, burst);
        List<Long> passed = new ArrayList<>();
        long now = random.nextLong(MINUTE);
        long pause = 1 + random.nextLong(MINUTE / capacity);
        for (int step = 0; step < STEPS; step++) {
            now += random.nextInt(10) == 0 ? random.nextLong(2 * MINUTE) : random.nextLong(2 * pause);
            Grant grant = window.take(now, 1 + random.nextInt(5));
            for (int i = 0; i < grant.granted(); i++) {
                passed.add(now);
            }
        }
        assertThat(passed).hasSizeGreaterThan(capacity);
        assertThat(mostWithin(passed, MINUTE)).isLessThanOrEqualTo(capacity);
        assertThat(mostWithin(passed, SLOT)).isLessThanOrEqualTo(burst);
    }

    /** The most of these times that lie in any window of this length, wherever it starts. */
    static int mostWithin(List<Long> sorted, long length) {
        int most = 0;
        int first = 0;
        for (int last = 0; last < sorted.size(); last++) {
            while (sorted.get(last) - sorted.get(first) >= length) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    private static Window window(int capacity, int burst) {
        return new Window(Limit.of(capacity, burst, Duration.ofMinutes(1)));
    }
}
