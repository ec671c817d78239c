package dev.tenfold.traffic.passwordattempts;

import dev.tenfold.api.request.ClientAddress;
import dev.tenfold.api.request.RequestKind;
import dev.tenfold.api.request.SignInLimits;
import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.cache.redis.SharedBucket;
import dev.tenfold.cache.redis.SharedBucket.Outcome;
import dev.tenfold.platform.id.Digests;
import dev.tenfold.platform.tracing.CurrentRequest;
import dev.tenfold.traffic.ratelimit.Limiter;
import dev.tenfold.traffic.ratelimit.Policy;
import dev.tenfold.traffic.ratelimit.RateLimitHandler;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;

/**
 * Counts wrong passwords of an account, wherever they are tried. Each attempt takes a token before the password is checked, so concurrent
 * guesses all count. The token is returned unless the password was wrong. When an account has no token left, two kinds of attempt are
 * still checked: from an address where the owner has signed in before, and one in 10 refill periods from a network without a recent
 * failure.
 */
@Component
class PasswordAttempts implements SignInLimits {

    /** How long an address is known where the owner has signed in. */
    private static final Duration KNOWN = Duration.ofDays(7);
    /** One attempt from a new network in so many refill periods. */
    private static final int NEW_NETWORK_PERIODS = 10;

    private final Limiter limiter;
    private final RateLimitHandler requests;
    private final ClientAddress addresses;
    private final Map<ApiVersion, List<Guard>> guards = new EnumMap<>(ApiVersion.class);

    PasswordAttempts(Limiter limiter, RateLimitHandler requests, ClientAddress addresses) {
        this.limiter = limiter;
        this.requests = requests;
        this.addresses = addresses;
        for (ApiVersion version : ApiVersion.values()) {
            guards.put(version,
                    limiter.policies(RequestKind.SIGN_IN, version).stream().filter(Policy::countsAccounts).map(Guard::of).toList());
        }
    }

    /**
     * A policy, and the buckets that allow attempts when it is exhausted.
     *
     * @param newNetworks of an account: attempts from networks that have not failed
     * @param recentFailures of an account and an address or network: whether it has failed recently
     * @param known of an account and an address: empty if the owner has signed in there
     */
    private record Guard(Policy account, Policy newNetworks, Policy recentFailures, Policy known) {

        static Guard of(Policy policy) {
            return new Guard(policy, policy.ofOneToken("newcomers", policy.refillPeriod().multipliedBy(NEW_NETWORK_PERIODS)),
                    policy.ofOneToken("places", policy.timeToFill()), policy.ofOneToken("known", KNOWN));
        }
    }

    @Override
    public boolean attempt(String account, BooleanSupplier password) {
        HttpServletRequest request = CurrentRequest.get();
        BooleanSupplier attempt = password;
        List<Guard> ofVersion = request == null ? List.of() : guards.getOrDefault(ApiVersion.ofCurrentRequest(), List.of());
        if (request != null && !ofVersion.isEmpty()) {
            requests.countAs(RequestKind.SIGN_IN, null, false);
            String address = addresses.of(request);
            for (Guard guard : ofVersion) {
                BooleanSupplier inner = attempt;
                attempt = () -> attempt(guard, Digests.text(account), address, inner);
            }
        }
        return attempt.getAsBoolean();
    }

    private boolean attempt(Guard guard, String account, String address, BooleanSupplier password) {
        SharedBucket ofAddress = limiter.bucket(guard.recentFailures, account + "@" + address);
        SharedBucket ofNetwork = limiter.bucket(guard.recentFailures, account + "@" + ClientAddress.network(address));
        SharedBucket known = limiter.bucket(guard.known, account + "@" + address);
        List<SharedBucket> taken = take(guard, account, ofAddress, ofNetwork, known);
        boolean wrong = false;
        try {
            wrong = !password.getAsBoolean();
            if (!wrong) {
                var _ = known.take();
            }
            return !wrong;
        } finally {
            if (wrong) {
                ofAddress.take().join();
                ofNetwork.take().join();
            } else {
                taken.forEach(SharedBucket::giveBack);
            }
        }
    }

    private List<SharedBucket> take(Guard guard, String account, SharedBucket ofAddress, SharedBucket ofNetwork, SharedBucket known) {
        SharedBucket own = limiter.bucket(guard.account, account);
        Outcome outcome = own.take().join();
        List<SharedBucket> taken = outcome.passes() ? List.of(own) : List.of();
        if (taken.isEmpty() && !(ofAddress.isKnownEmpty() && ofNetwork.isKnownEmpty())) {
            taken = takeFallback(guard, account, ofAddress, ofNetwork, known);
        }
        limiter.count(guard.account, account, !taken.isEmpty(), outcome.local());
        if (taken.isEmpty()) {
            throw requests.refusal(guard.account, outcome);
        }
        return taken;
    }

    /** The tokens of an attempt that is allowed although the account has none left. Empty if it is not allowed. */
    private List<SharedBucket> takeFallback(Guard guard, String account, SharedBucket ofAddress, SharedBucket ofNetwork,
            SharedBucket known) {
        if (!known.hasToken().join()) {
            return passes(ofAddress) ? List.of(ofAddress) : List.of();
        }
        SharedBucket newNetworks = limiter.bucket(guard.newNetworks, account);
        if (newNetworks.isKnownEmpty() || !passes(ofNetwork)) {
            return List.of();
        }
        if (!passes(newNetworks)) {
            ofNetwork.giveBack();
            return List.of();
        }
        return List.of(ofNetwork, newNetworks);
    }

    private static boolean passes(SharedBucket bucket) {
        return bucket.take().join().passes();
    }
}
