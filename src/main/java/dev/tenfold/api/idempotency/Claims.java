package dev.tenfold.api.idempotency;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

import static dev.tenfold.platform.jdbc.SqlValues.array;
import static dev.tenfold.platform.jdbc.SqlValues.utc;

/**
 * Claims of keys, made by a statement of their own or as a part of a larger one.
 *
 * @param claims no two of the same user and key
 * @param now the moment by which older keys have expired
 */
public record Claims(List<Claim> claims, Instant now) {

    /**
     * Claims keys, and returns the {@code user_id} and {@code key} of those that are ours now; the others stand for earlier requests. While
     * another transaction holds one of them this waits for its end, at most for {@code lock_timeout}; the unique index decides. A key that has
     * expired and was not purged yet is claimed anew; those of users that are no more are not claimed. Keys are taken in order, so that no two
     * transactions wait for each other. Its parameters are set by {@link #bind}.
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

    private static final Duration KEPT = Duration.ofHours(24);

    /** Sets the parameters of a statement that contains {@link #SQL}. */
    public StatementSpec bind(StatementSpec statement) {
        return statement.param("claimUsers", array("uuid", claims, Claim::user))
                .param("claimKeys", array("text", claims, claim -> claim.key().value()))
                .param("fingerprints", array("bytea", claims, Claim::fingerprint))
                .param("claimedAt", utc(now)).param("claimedUntil", utc(now.plus(KEPT)));
    }
}
