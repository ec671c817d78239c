package dev.tenfold.security.password;

import dev.tenfold.platform.failure.Failure.Unavailable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PasswordHasherTest {

    private static final int PLACES = 32;
    private static final int EACH = PLACES / 8;

    private final PasswordHasher passwords =
            new PasswordHasher(new PasswordProperties(1, PLACES - 1, Duration.ofSeconds(10)), new SimpleMeterRegistry());

    @Test
    void aCallerUsesAtMostAnEighthOfThePlaces() throws Exception {
        var start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> hashes = IntStream.range(0, 2 * PLACES).mapToObj(_ -> threads.submit(() -> {
                start.await();
                return isHashed("eve");
            })).toList();
            start.countDown();
            List<Future<Boolean>> others =
                    IntStream.range(0, 2 * EACH).mapToObj(i -> threads.submit(() -> isHashed("somebody " + i))).toList();
            int passed = 0;
            for (Future<Boolean> hash : hashes) {
                passed += hash.get() ? 1 : 0;
            }
            assertThat(passed).isBetween(EACH, PLACES);
            for (Future<Boolean> other : others) {
                assertThat(other.get()).isTrue();
            }
        }
        assertThat(isHashed("eve")).as("the places are free again").isTrue();
    }

    private boolean isHashed(String caller) {
        try {
            return !passwords.hash(caller, "a password").isEmpty();
        } catch (Unavailable refused) {
            return false;
        }
    }
}
