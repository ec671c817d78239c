package dev.tenfold.api.idempotency;

import dev.tenfold.api.idempotency.IdempotencyRepository.Known;
import dev.tenfold.api.problem.ProblemResponses;
import dev.tenfold.api.problem.RequestContext;
import dev.tenfold.platform.failure.Failure;
import dev.tenfold.platform.failure.Failure.Conflict;
import dev.tenfold.platform.failure.Failure.InFlight;
import dev.tenfold.platform.failure.Failure.InsufficientStock;
import dev.tenfold.platform.failure.Failure.Invalid;
import dev.tenfold.platform.failure.Failure.KeyReused;
import dev.tenfold.platform.failure.Failure.NotFound;
import dev.tenfold.platform.failure.Failure.TotalChanged;
import dev.tenfold.platform.failure.Failure.Unauthenticated;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.platform.id.Digests;
import dev.tenfold.platform.jdbc.SqlState;
import dev.tenfold.platform.jdbc.Transactions;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Idempotency keys, as in Stripe's API and the IETF draft (draft-ietf-httpapi-idempotency-key-header). The key and the work are committed
 * together: a crash at any point leaves both or neither. Only final responses are stored: successes, and refusals that would be the same
 * on a retry.
 */
@Component
public class Idempotency {

    private static final String TABLE = "idempotency_keys";
    private static final byte[] NO_BODY = {};

    private final IdempotencyRepository keys;
    private final ProblemResponses problems;
    private final JsonMapper json;
    private final Clock clock;

    Idempotency(IdempotencyRepository keys, ProblemResponses problems, JsonMapper json, Clock clock) {
        this.keys = keys;
        this.problems = problems;
        this.json = json;
        this.clock = clock;
    }

    /** The claim for a request, which consists of its path and all its input. */
    public Claim claimOf(UUID user, IdempotencyKey key, List<?> request) {
        return new Claim(user, key, Digests.sha256(json.writeValueAsBytes(request)));
    }

    /**
     * Does the work once for this user and key, in the current transaction, and returns the same response for every repetition. Without a
     * key, the work is always done.
     * @param request the request with its path: the same key with a different request is refused
     * @param work must decide before it writes, because what it wrote before a {@link Failure} would be committed
     * @throws KeyReused when the key was used with a different request
     * @throws Unauthenticated when the user was deleted after the access token was created
     * @throws InFlight when the key's first request is still being processed after the lock timeout
     */
    public StoredResponse once(UUID user, @Nullable IdempotencyKey key, List<?> request, Supplier<OperationResult> work) {
        if (key == null) {
            return answer(work.get());
        }
        Claim claim = claimOf(user, key, request);
        StoredResponse earlier = claim(List.of(claim)).earlier(claim);
        if (earlier != null) {
            return earlier;
        }
        StoredResponse response = answer(work, RequestContext.current());
        store(List.of(claim), List.of(response));
        return response;
    }

    /** The parameters for {@link Claims#SQL}. The current transaction must execute that, and then call {@link #claimed}. */
    public Claims claims(List<Claim> claims) {
        return new Claims(claims, clock.instant());
    }

    /**
     * The result of the claims.
     * @param ours the keys that the current transaction has claimed
     */
    public Claimed claimed(List<Claim> claims, Set<UserKey> ours) {
        List<Claim> others =
                ours.size() == claims.size() ? List.of() : claims.stream().filter(claim -> !ours.contains(UserKey.of(claim))).toList();
        return new Claimed(ours, others.isEmpty() ? Map.of() : keys.find(others));
    }

    /**
     * Translates the failure of a statement that claims keys: to {@link InFlight} if the first request of one of the keys is still being
     * processed after the lock timeout.
     */
    public static RuntimeException meaning(DataAccessException failure) {
        return SqlState.of(failure).equals(SqlState.LOCK_NOT_AVAILABLE) && SqlState.context(failure).contains(TABLE)
                ? new InFlight() : failure;
    }

    private Claimed claim(List<Claim> claims) {
        try {
            return claimed(claims, keys.claim(claims(claims)));
        } catch (DataAccessException failure) {
            throw meaning(failure);
        }
    }

    /** Stores the responses of claimed keys, one for each. */
    public void store(List<Claim> claims, List<StoredResponse> answers) {
        keys.store(new StoredResponses(claims, answers));
    }

    /** Does the work and creates the response. A refusal that would be the same on a retry is a response too. */
    public StoredResponse answer(Supplier<OperationResult> work, RequestContext context) {
        try {
            return answer(work.get());
        } catch (Conflict | InsufficientStock | Invalid | NotFound | TotalChanged refusal) {
            // the transaction may be rolled back and run again: only the refusal that is committed, and so sent, counts
            Transactions.afterCommit(() -> problems.count(refusal));
            return new StoredResponse(refusal.status(), null, problems.bytes(refusal, context), false);
        }
    }

    private StoredResponse answer(OperationResult result) {
        byte[] body = result.body() == null ? NO_BODY : json.writeValueAsBytes(result.body());
        return new StoredResponse(result.status(), result.location(), body, false);
    }

    /** The result of claims. */
    public static final class Claimed {

        private final Set<UserKey> ours;
        private final Map<UserKey, Known> others;

        private Claimed(Set<UserKey> ours, Map<UserKey, Known> others) {
            this.ours = ours;
            this.others = others;
        }

        /**
         * The response of the earlier request with this claim's key, or null if the key was claimed now.
         * @throws KeyReused when the earlier request was different
         * @throws Unauthenticated when the user was deleted after the access token was created
         */
        public @Nullable StoredResponse earlier(Claim claim) {
            if (ours.contains(UserKey.of(claim))) {
                return null;
            }
            Known known = others.get(UserKey.of(claim));
            if (known == null) {
                throw new Unauthenticated(ProblemCode.UNAUTHENTICATED, "The user of this access token was deleted", true);
            }
            if (!MessageDigest.isEqual(known.fingerprint(), claim.fingerprint())) {
                throw new KeyReused();
            }
            return known.response();
        }
    }
}
