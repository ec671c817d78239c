package dev.tenfold.security.password;

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
 * Hashes passwords. A hash costs tens of milliseconds of one core by design, so no more of them run at once than half of the cores can bear,
 * and only so many wait: sign-ins cannot starve the rest.
 */
@Component
public class PasswordHasher {

    /** Whole seconds are all that Retry-After can say: those who were refused together come back in as many groups as lie between these. */
    private static final int SOONEST_RETRY_SECONDS = 2;
    private static final int LATEST_RETRY_SECONDS = 10;
    /** One caller never has more than one in so many of the places. */
    private static final int CALLERS = 8;

    private final Argon2id argon2 = new Argon2id();
    private final PasswordProperties properties;
    private final Semaphore cores;
    private final Map<String, Integer> callers = new ConcurrentHashMap<>();
    private final String nobodys = argon2.ofNobody();

    PasswordHasher(PasswordProperties properties, MeterRegistry metrics) {
        this.properties = properties;
        this.cores = new Semaphore(properties.atOnce(), true);
        Gauge.builder("tenfold.password.hash.active", cores, it -> properties.atOnce() - it.availablePermits())
                .description("Passwords that are being hashed").register(metrics);
        Gauge.builder("tenfold.password.hash.queued", cores, Semaphore::getQueueLength).description("Passwords that wait to be hashed")
                .register(metrics);
    }

    /**
     * Hashes a new password.
     *
     * @param caller whose request it is: nobody may have more than an eighth of all places, at work and waiting
     * @throws Unavailable when too many hashes are wanted at once, of all or of the caller, or the request's deadline passes
     */
    public String hash(String caller, String password) {
        return onACore(caller, () -> argon2.encode(password));
    }

    /**
     * Whether the hash is the password's. Without a hash the answer is no, and takes as long.
     *
     * @param caller as of {@link #hash}
     * @throws Unavailable when too many hashes are wanted at once, of all or of the caller, or the request's deadline passes
     */
    public boolean matches(String caller, String password, @Nullable String hash) {
        return onACore(caller, () -> argon2.matches(password, hash == null ? nobodys : hash)) && hash != null;
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
