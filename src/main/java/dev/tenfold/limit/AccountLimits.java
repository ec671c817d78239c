package dev.tenfold.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tenfold.digest.Digests;
import dev.tenfold.limit.Bucket.Outcome;
import dev.tenfold.limit.LimitProperties.Counts;
import dev.tenfold.limit.Policy.Limit;
import dev.tenfold.limit.Window.Grant;
import dev.tenfold.problem.Failure.Limited;
import dev.tenfold.problem.Failure.Unauthenticated;
import dev.tenfold.request.ClientAddress;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Counts failed sign-ins to an account. An attempt takes one before the password is looked at, so that guesses which come together are all counted, and
 * gets it back where it did not fail. While an account has none left, addresses that have not failed at it lately are still heard: whoever guesses
 * somebody's password must not be able to lock them out.
 */
@Component
public class AccountLimits {

    private final Limiter limiter;
    private final Ledger ledger;
    private final ClientAddress addresses;
    private final Cache<String, Window> alone;

    AccountLimits(Limiter limiter, Ledger ledger, ClientAddress addresses, LimitProperties properties) {
        this.limiter = limiter;
        this.ledger = ledger;
        this.addresses = addresses;
        this.alone = Caffeine.newBuilder().maximumSize(properties.buckets()).executor(Runnable::run).build();
    }

    /**
     * Lets somebody try to sign in.
     *
     * @param account what the request names; need not exist
     * @param signIn throws {@link Unauthenticated} when it fails
     * @throws Limited when too many have failed at this account
     */
    public <T> T attempt(String account, HttpServletRequest request, Supplier<T> signIn) {
        Supplier<T> attempt = signIn;
        for (Policy policy : limiter.policies()) {
            if (policy.counts() == Counts.ACCOUNT && policy.isFor(request.getMethod(), request.getServletPath())) {
                Supplier<T> inner = attempt;
                attempt = () -> attempt(policy, Digests.text(account.toLowerCase(Locale.ROOT)), addresses.of(request), inner);
            }
        }
        return attempt.get();
    }

    private <T> T attempt(Policy policy, String account, String address, Supplier<T> signIn) {
        String failures = account + "@" + address;
        Taken taken = take(policy, account, 1);
        boolean heard = taken.grant.granted() > 0 || isClean(policy, failures);
        limiter.count(policy, account, new Outcome(heard, taken.local, taken.grant.left(), taken.grant.delay()));
        if (!heard) {
            throw new Limited(policy.name(), Duration.ofMillis(taken.grant.delay()));
        }
        boolean failed = false;
        try {
            return signIn.get();
        } catch (Unauthenticated refused) {
            failed = true;
            take(policy, failures, 1);
            throw refused;
        } finally {
            if (!failed && taken.grant.granted() > 0) {
                giveBack(policy, account, taken);
            }
        }
    }

    private boolean isClean(Policy policy, String failures) {
        Taken asked = take(policy, failures, 0);
        Limit limit = asked.local ? policy.alone() : policy.limit();
        return asked.grant.left() >= Math.min(limit.capacity(), limit.burst());
    }

    /** What was taken, and whether in this process alone. */
    private record Taken(Grant grant, boolean local) {}

    private Taken take(Policy policy, String subject, int wanted) {
        if (ledger.answers()) {
            Optional<Grant> grant = ledger.await(ledger.take(policy, subject, wanted), System.nanoTime() + ledger.patience());
            if (grant.isPresent()) {
                return new Taken(grant.get(), false);
            }
        }
        if (policy.isOpenWithoutRedis()) {
            return new Taken(new Grant(wanted, policy.limit().capacity(), 1, -1), true);
        }
        Window window = alone.get(policy.name() + ":" + subject, _ -> new Window(policy.alone()));
        synchronized (window) {
            return new Taken(window.take(Window.now(), wanted), true);
        }
    }

    private void giveBack(Policy policy, String account, Taken taken) {
        if (!taken.local) {
            ledger.giveBack(policy, account, taken.grant.slot());
            return;
        }
        Window window = alone.getIfPresent(policy.name() + ":" + account);
        if (window != null) {
            synchronized (window) {
                window.giveBack(taken.grant.slot());
            }
        }
    }
}
