package dev.tenfold.idempotency;

import dev.tenfold.problem.Failure;
import dev.tenfold.problem.Failure.Conflict;
import dev.tenfold.problem.Failure.InFlight;
import dev.tenfold.problem.Failure.InsufficientStock;
import dev.tenfold.problem.Failure.Invalid;
import dev.tenfold.problem.Failure.KeyReused;
import dev.tenfold.problem.Failure.NotFound;
import dev.tenfold.problem.Occasion;
import dev.tenfold.problem.Problems;
import dev.tenfold.problem.SqlState;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

    private static final Duration KEPT = Duration.ofHours(24);

    private final IdempotencyRepository keys;
    private final Problems problems;
    private final JsonMapper json;
    private final Clock clock;

    Idempotency(IdempotencyRepository keys, Problems problems, JsonMapper json, Clock clock) {
        this.keys = keys;
        this.problems = problems;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Does the work once for this user and key, inside the transaction that is already open, and answers the same to every repetition.
     * Without a key the work is simply done.
     *
     * @param request what was asked, path included: the same key with another request is refused
     * @param work must decide before it writes, because what it wrote before a {@link Failure} would be committed
     * @throws KeyReused when the key stands for another request
     * @throws InFlight when the key's first request is still at work past the lock limit
     */
    public Answer once(UUID user, @Nullable IdempotencyKey key, List<?> request, Supplier<Reply> work) {
        if (key == null) {
            return answer(work.get());
        }
        byte[] fingerprint = sha256(json.writeValueAsBytes(request));
        if (!claim(user, key, fingerprint)) {
            return replay(user, key, fingerprint);
        }
        Answer answer = perform(work);
        keys.store(user, key, answer);
        return answer;
    }

    private boolean claim(UUID user, IdempotencyKey key, byte[] fingerprint) {
        Instant now = clock.instant();
        try {
            return keys.claim(user, key, fingerprint, now, now.plus(KEPT));
        } catch (DataAccessException failure) {
            if (SqlState.of(failure).equals(SqlState.LOCK_NOT_AVAILABLE)) {
                throw new InFlight();
            }
            throw failure;
        }
    }

    private Answer replay(UUID user, IdempotencyKey key, byte[] fingerprint) {
        var known = keys.find(user, key);
        if (!MessageDigest.isEqual(known.fingerprint(), fingerprint)) {
            throw new KeyReused();
        }
        return known.answer();
    }

    private Answer perform(Supplier<Reply> work) {
        try {
            return answer(work.get());
        } catch (Conflict | InsufficientStock | Invalid | NotFound refusal) {
            problems.count(refusal);
            return new Answer(Problems.status(refusal), null, problems.bytes(refusal, Occasion.current()), false);
        }
    }

    private Answer answer(Reply reply) {
        return new Answer(reply.status(), reply.location(), json.writeValueAsBytes(reply.body()), false);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
