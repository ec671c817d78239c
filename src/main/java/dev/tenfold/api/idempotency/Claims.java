package dev.tenfold.api.idempotency;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

import static dev.tenfold.platform.jdbc.SqlValues.array;
import static dev.tenfold.platform.jdbc.SqlValues.utc;

/**
 * Claims of keys, made by a statement of their own or as a part of a larger one.
 * @param claims no two of the same user and key
 * @param now keys that expired before this moment may be claimed again
 */
public record Claims(List<Claim> claims, Instant now) {

    /**
     * Claims keys, and returns the {@code user_id} and {@code key} of those that this transaction has claimed; the others belong to
     * earlier requests. If another transaction holds one of the keys, the statement waits for its end, at most for {@code lock_timeout};
     * the unique index decides which transaction gets the key. An expired key that is not yet deleted can be claimed again. Keys of
     * deleted users are not claimed. Keys are claimed in a fixed order, so that two transactions cannot deadlock. {@link #bind} sets the
     * parameters.
     */
    public static final String SQL = """
            INSERT INTO idempotency_keys AS known (user_id, key, fingerprint, created_at, expires_at)
            SELECT claim.user_id, claim.key, claim.fingerprint, :claimedAt, :claimedUntil
              FROM unnest(:claimUsers, :claimKeys, :fingerprints) AS claim (user_id, key, fingerprint)
              JOIN users ON users.id = claim.user_id AND users.deleted_at IS NULL
             ORDER BY claim.user_id, claim.key
                ON CONFLICT (user_id, key) DO UPDATE
               SET fingerprint = excluded.fingerprint, status = NULL, location = NULL, body = NULL,
                   created_at = excluded.created_at, expires_at = excluded.expires_at
             WHERE known.expires_at <= excluded.created_at
            RETURNING user_id, key
            """;

    private static final Duration RETENTION = Duration.ofHours(24);

    /** Sets the parameters of a statement that contains {@link #SQL}. */
    public StatementSpec bind(StatementSpec statement) {
        return statement.param("claimUsers", array("uuid", claims, Claim::user))
                .param("claimKeys", array("text", claims, claim -> claim.key().value()))
                .param("fingerprints", array("bytea", claims, Claim::fingerprint))
                .param("claimedAt", utc(now)).param("claimedUntil", utc(now.plus(RETENTION)));
    }
}
