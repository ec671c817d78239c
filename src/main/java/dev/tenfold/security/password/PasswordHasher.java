package dev.tenfold.security.password;

import dev.tenfold.api.http.Text;
import dev.tenfold.platform.datasource.Deadline;
import dev.tenfold.platform.failure.Failure.Unavailable;
import dev.tenfold.platform.failure.ProblemCode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Hashes passwords. A hash costs tens of milliseconds of a core by design. So at most half of the cores hash at the same time, and only a
 * limited number of hashes wait: sign-ins cannot slow down all other requests.
 */
@Component
public class PasswordHasher {

    /**
     * The limits of {@code Retry-After}, which has only whole seconds. The value is random, so that refused clients do not all retry at
     * once.
     */
    private static final int SOONEST_RETRY_SECONDS = 2;
    private static final int LATEST_RETRY_SECONDS = 10;
    /** One caller may use at most one in this many of the places. */
    private static final int CALLERS = 8;

    private final Argon2id argon2 = new Argon2id();
    private final PasswordProperties properties;
    private final Semaphore cores;
    private final Map<String, Integer> callers = new ConcurrentHashMap<>();
    private final String unknownUserHash = argon2.randomHash();

    PasswordHasher(PasswordProperties properties, MeterRegistry metrics) {
        this.properties = properties;
        this.cores = new Semaphore(properties.atOnce(), true);
        Gauge.builder("tenfold.password.hash.active", cores, it -> properties.atOnce() - it.availablePermits())
                .description("Passwords being hashed").register(metrics);
        Gauge.builder("tenfold.password.hash.queued", cores, Semaphore::getQueueLength).description("Passwords waiting to be hashed")
                .register(metrics);
    }

    /**
     * Hashes a new password, in the Unicode form NFC: keyboards write one text in different forms.
     * @param caller the caller: none may use more than an eighth of all places, hashing and waiting
     * @throws Unavailable when there are too many hashes at once, in total or for the caller, or the request's deadline passes
     */
    public String hash(String caller, String password) {
        return onACore(caller, () -> argon2.encode(Text.nfc(password)));
    }

    /**
     * Compares a password with a hash. Without a hash it does not match, after the same time. A password that is not in the form NFC is
     * compared as it is too, because older hashes were made from such text.
     * @param caller as in {@link #hash}
     * @throws Unavailable when there are too many hashes at once, in total or for the caller, or the request's deadline passes
     */
    public PasswordMatch match(String caller, String password, @Nullable String hash) {
        String normal = Text.nfc(password);
        String compared = hash == null ? unknownUserHash : hash;
        if (onACore(caller, () -> argon2.matches(normal, compared))) {
            return hash == null ? PasswordMatch.NO : argon2.isWeak(compared) ? PasswordMatch.OUTDATED : PasswordMatch.YES;
        }
        boolean matches = !normal.equals(password) && onACore(caller, () -> argon2.matches(password, compared)) && hash != null;
        return matches ? PasswordMatch.OUTDATED : PasswordMatch.NO;
    }

    /** The result of a comparison. */
    public enum PasswordMatch {
        NO,
        YES,
        /** It matches, and the hash is weaker than new ones or was made from text in another Unicode form: replace it. */
        OUTDATED
    }

    private <T> T onACore(String caller, Supplier<T> work) {
        try {
            if (callers.merge(caller, 1, Integer::sum) > Math.max(1, (properties.atOnce() + properties.queue()) / CALLERS)) {
                throw tooMany();
            }
            return onACore(work);
        } finally {
            callers.computeIfPresent(caller, (_, count) -> count == 1 ? null : count - 1);
        }
    }

    private <T> T onACore(Supplier<T> work) {
        try {
            if (!cores.tryAcquire(0, TimeUnit.NANOSECONDS) && !waitForACore()) {
                throw Deadline.hasPassed() ? Unavailable.late() : tooMany();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw tooMany();
        }
        try {
            return work.get();
        } finally {
            cores.release();
        }
    }

    private boolean waitForACore() throws InterruptedException {
        return cores.getQueueLength() < properties.queue()
                && cores.tryAcquire(Deadline.nanosLeft(properties.maxWait().toNanos()), TimeUnit.NANOSECONDS);
    }

    private Unavailable tooMany() {
        long retry = ThreadLocalRandom.current().nextLong(SOONEST_RETRY_SECONDS, LATEST_RETRY_SECONDS + 1);
        return new Unavailable(ProblemCode.OVERLOADED, "Too many passwords are being checked at once", Duration.ofSeconds(retry));
    }
}
