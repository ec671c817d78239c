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
import dev.tenfold.platform.failure.Failure.Unauthenticated;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.platform.id.Digests;
import dev.tenfold.platform.jdbc.SqlState;
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
 * Idempotency keys, after Stripe's and the IETF draft (draft-ietf-httpapi-idempotency-key-header). Key and work commit together: a crash at any
 * point leaves both or neither. Only final answers are kept: successes, and refusals that a retry would not change.
 */
@Component
public class Idempotency {

    private static final String TABLE = "idempotency_keys";

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

    /** A claim for a request: path and all that is asked. */
    public Claim claimOf(UUID user, IdempotencyKey key, List<?> request) {
        return new Claim(user, key, Digests.sha256(json.writeValueAsBytes(request)));
    }

    /**
     * Does the work once for this user and key, inside the transaction that is already open, and answers the same to every repetition.
     * Without a key the work is simply done.
     *
     * @param request what was asked, path included: the same key with another request is refused
     * @param work must decide before it writes, because what it wrote before a {@link Failure} would be committed
     * @throws KeyReused when the key stands for another request
     * @throws Unauthenticated when the user has been deleted since the access token was made
     * @throws InFlight when the key's first request is still at work past the lock limit
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

    /** The claims as they are made now; the transaction that is open is to make them and then to ask {@link #claimed}. */
    public Claims claims(List<Claim> claims) {
        return new Claims(claims, clock.instant());
    }

    /** What became of claims, of which the transaction that is open holds these now, until it ends. */
    public Claimed claimed(List<Claim> claims, Set<UserKey> ours) {
        List<Claim> others =
                ours.size() == claims.size() ? List.of() : claims.stream().filter(claim -> !ours.contains(UserKey.of(claim))).toList();
        return new Claimed(ours, others.isEmpty() ? Map.of() : keys.find(others));
    }

    /** What the failure of a statement that claims keys means: {@link InFlight} where the first request of one of them is still at work past the lock limit. */
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

    /** Keeps the answers of claims that are ours, one for each. */
    public void store(List<Claim> claims, List<StoredResponse> answers) {
        keys.store(new StoredResponses(claims, answers));
    }

    /** The answer that the work comes to; a refusal that a retry would not change is an answer too. */
    public StoredResponse answer(Supplier<OperationResult> work, RequestContext context) {
        try {
            return answer(work.get());
        } catch (Conflict | InsufficientStock | Invalid | NotFound refusal) {
            problems.count(refusal);
            return new StoredResponse(ProblemResponses.status(refusal), null, problems.bytes(refusal, context), false);
        }
    }

    private StoredResponse answer(OperationResult result) {
        return new StoredResponse(result.status(), result.location(), json.writeValueAsBytes(result.body()), false);
    }

    /** What became of claims. */
    public static final class Claimed {

        private final Set<UserKey> ours;
        private final Map<UserKey, Known> others;

        private Claimed(Set<UserKey> ours, Map<UserKey, Known> others) {
            this.ours = ours;
            this.others = others;
        }

        /**
         * The answer that an earlier request of this claim's key had, or null where the claim is ours.
         *
         * @throws KeyReused when the earlier request was another
         * @throws Unauthenticated when the user has been deleted since the access token was made
         */
        public @Nullable StoredResponse earlier(Claim claim) {
            if (ours.contains(UserKey.of(claim))) {
                return null;
            }
            Known known = others.get(UserKey.of(claim));
            if (known == null) {
                throw new Unauthenticated(ProblemCode.UNAUTHENTICATED, "The user of this access token is no more", true);
            }
            if (!MessageDigest.isEqual(known.fingerprint(), claim.fingerprint())) {
                throw new KeyReused();
            }
            return known.response();
        }
    }
}
