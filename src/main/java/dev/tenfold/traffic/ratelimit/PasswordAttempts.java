package dev.tenfold.traffic.ratelimit;

import dev.tenfold.api.request.ClientAddress;
import dev.tenfold.api.request.RequestKind;
import dev.tenfold.api.request.SignInLimits;
import dev.tenfold.cache.redis.SharedBucket;
import dev.tenfold.cache.redis.SharedBucket.Outcome;
import dev.tenfold.platform.id.Digests;
import dev.tenfold.platform.tracing.CurrentRequest;
import dev.tenfold.traffic.ratelimit.RateLimitProperties.Counts;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;

/**
 * Counts wrong passwords of an account, wherever they are tried. A try takes a token before the password is looked at, so that guesses which come together
 * are all counted, and gets it back where it was no wrong password. When an account has no token left, two kinds of attempt are still
 * checked: from an address where the owner has signed in before, and one in 10 refill periods from a network without a recent failure.
 */
@Component
class PasswordAttempts implements SignInLimits {

    /** How long an address is known where the owner has signed in. */
    private static final Duration KNOWN = Duration.ofDays(7);
    /** One try of an unknown network in so many refill periods. */
    private static final int NEWCOMERS_EVERY = 10;

    private final Limiter limiter;
    private final RateLimitHandler requests;
    private final ClientAddress addresses;
    private final List<Guard> guards;

    PasswordAttempts(Limiter limiter, RateLimitHandler requests, ClientAddress addresses) {
        this.limiter = limiter;
        this.requests = requests;
        this.addresses = addresses;
        this.guards = limiter.policies(RequestKind.SIGN_IN).stream().filter(policy -> policy.settings.counts() == Counts.ACCOUNT)
                .map(policy -> new Guard(policy,
                        policy.ofOneToken("newcomers", policy.settings.refillPeriod().multipliedBy(NEWCOMERS_EVERY)),
                        policy.ofOneToken("places", policy.timeToFill), policy.ofOneToken("known", KNOWN)))
                .toList();
    }

    /**
     * A policy, and what is heard beside it.
     *
     * @param newNetworks of an account: tries from networks that have not failed
     * @param recentFailures of an account and an address or network: whether it has failed of late
     * @param known of an account and an address: its token is gone where the owner has signed in
     */
    private record Guard(Policy account, Policy newNetworks, Policy recentFailures, Policy known) {}

    @Override
    public boolean attempt(String account, BooleanSupplier password) {
        HttpServletRequest request = CurrentRequest.get();
        BooleanSupplier attempt = password;
        if (request != null && !guards.isEmpty()) {
            requests.countAs(RequestKind.SIGN_IN, null, false);
            String address = addresses.of(request);
            for (Guard guard : guards) {
                BooleanSupplier inner = attempt;
                attempt = () -> attempt(guard, Digests.text(account), address, inner);
            }
        }
        return attempt.getAsBoolean();
    }

    private boolean attempt(Guard guard, String account, String address, BooleanSupplier password) {
        SharedBucket here = limiter.bucket(guard.recentFailures, account + "@" + address);
        SharedBucket around = limiter.bucket(guard.recentFailures, account + "@" + ClientAddress.network(address));
        SharedBucket known = limiter.bucket(guard.known, account + "@" + address);
        List<SharedBucket> taken = take(guard, account, here, around, known);
        boolean wrong = false;
        try {
            wrong = !password.getAsBoolean();
            if (!wrong) {
                var _ = known.take();
            }
            return !wrong;
        } finally {
            if (wrong) {
                here.take().join();
                around.take().join();
            } else {
                taken.forEach(SharedBucket::giveBack);
            }
        }
    }

    private List<SharedBucket> take(Guard guard, String account, SharedBucket here, SharedBucket around, SharedBucket known) {
        SharedBucket own = limiter.bucket(guard.account, account);
        Outcome outcome = own.take().join();
        List<SharedBucket> taken = outcome.passes() ? List.of(own) : List.of();
        if (taken.isEmpty() && !(here.isKnownEmpty() && around.isKnownEmpty())) {
            taken = takeBeside(guard, account, here, around, known);
        }
        limiter.count(guard.account, account, !taken.isEmpty(), outcome.local());
        if (taken.isEmpty()) {
            throw requests.refusal(guard.account, outcome);
        }
        return taken;
    }

    /** What is taken for a try that is heard though the account has no token left; empty where it is not heard. */
    private List<SharedBucket> takeBeside(Guard guard, String account, SharedBucket here, SharedBucket around, SharedBucket known) {
        if (!known.hasToken().join()) {
            return passes(here) ? List.of(here) : List.of();
        }
        SharedBucket newNetworks = limiter.bucket(guard.newNetworks, account);
        if (newNetworks.isKnownEmpty() || !passes(around)) {
            return List.of();
        }
        if (!passes(newNetworks)) {
            around.giveBack();
            return List.of();
        }
        return List.of(around, newNetworks);
    }

    private static boolean passes(SharedBucket bucket) {
        return bucket.take().join().passes();
    }
}
