package dev.tenfold.security.token;

import dev.tenfold.security.identity.Credentials;
import dev.tenfold.security.identity.Role;
import dev.tenfold.security.identity.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlRows.instant;
import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** Refresh tokens, stored as hashes, and their families. */
@Repository
class TokenRepository {

    private final JdbcClient jdbc;

    TokenRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds a family with its first token. */
    void open(UUID family, Credentials user, byte[] hash, Instant now, Instant expires) {
        jdbc.sql("""
                WITH family AS (
                    INSERT INTO token_families (id, user_id, token_epoch, created_at)
                    VALUES (:family, :user, :epoch, :now))
                INSERT INTO refresh_tokens (token_hash, family_id, created_at, expires_at)
                VALUES (:hash, :family, :now, :expires)
                """).param("family", family).param("user", user.id().value()).param("epoch", user.tokenEpoch()).param("hash", hash)
                .param("now", utc(now)).param("expires", utc(expires)).update();
    }

    /**
     * Marks a token as used. Empty if it is unknown, used, expired, or of a revoked family. If two calls use the same token at the same
     * time, one waits for the row and then finds it used.
     * @param signedInAfter sessions that began earlier have expired
     */
    Optional<UsedToken> use(byte[] hash, Instant now, Instant signedInAfter) {
        return jdbc.sql("""
                UPDATE refresh_tokens AS token
                   SET used_at = :now
                  FROM token_families AS family
                  JOIN users ON users.id = family.user_id
                 WHERE token.token_hash = :hash AND token.used_at IS NULL AND token.expires_at > :now
                   AND family.id = token.family_id AND family.revoked_at IS NULL AND family.created_at > :signedInAfter
                   AND family.token_epoch = users.token_epoch AND users.deleted_at IS NULL
                RETURNING family.id AS family_id, family.created_at, users.id AS user_id, users.role, users.token_epoch
                """).param("hash", hash).param("now", utc(now)).param("signedInAfter", utc(signedInAfter))
                .query((row, number) -> new UsedToken(row.getObject("family_id", UUID.class), instant(row, "created_at"), new Credentials(
                        new UserId(row.getObject("user_id", UUID.class)), Role.of(row.getString("role")), row.getInt("token_epoch"))))
                .optional();
    }

    /** Adds the next token of a family. */
    void add(UUID family, byte[] hash, Instant now, Instant expires) {
        jdbc.sql("""
                INSERT INTO refresh_tokens (token_hash, family_id, created_at, expires_at)
                VALUES (:hash, :family, :now, :expires)
                """).param("family", family).param("hash", hash).param("now", utc(now)).param("expires", utc(expires)).update();
    }

    /** Revokes the family of a token that was used before. Empty if the token is unknown or was not used. */
    Optional<RevokedFamily> revokeIfUsed(byte[] hash) {
        return jdbc.sql("""
                UPDATE token_families AS family
                   SET revoked_at = coalesce(family.revoked_at, clock_timestamp())
                  FROM refresh_tokens AS token
                 WHERE token.token_hash = :hash AND token.used_at IS NOT NULL AND family.id = token.family_id
                RETURNING family.user_id, old.revoked_at IS NULL AS revoked_now
                """).param("hash", hash)
                .query(TokenRepository::revokedFamily).optional();
    }

    /** Revokes the family of a token. Empty if the token is unknown. */
    Optional<RevokedFamily> revoke(byte[] hash) {
        return jdbc.sql("""
                UPDATE token_families AS family
                   SET revoked_at = coalesce(family.revoked_at, clock_timestamp())
                  FROM refresh_tokens AS token
                 WHERE token.token_hash = :hash AND family.id = token.family_id
                RETURNING family.user_id, old.revoked_at IS NULL AS revoked_now
                """).param("hash", hash).query(TokenRepository::revokedFamily).optional();
    }

    private static RevokedFamily revokedFamily(ResultSet row, int number) throws SQLException {
        return new RevokedFamily(new UserId(row.getObject("user_id", UUID.class)), row.getBoolean("revoked_now"));
    }

    /**
     * The users whose epoch was increased, and the families that were revoked, during the time up to now. The database's clock sets the
     * time stamps and is used here too, so the clocks of instances need not agree.
     * @param most the maximum number of each, the newest first
     */
    List<RevokedTokens> revokedWithin(Duration window, int most) {
        return jdbc.sql("""
                (SELECT id, token_epoch AS min_valid_epoch
                   FROM users
                  WHERE tokens_ended_at > now() - :millis * interval '1 millisecond'
                  ORDER BY tokens_ended_at DESC
                  LIMIT :most)
                UNION ALL
                (SELECT id, :none
                   FROM token_families
                  WHERE revoked_at > now() - :millis * interval '1 millisecond'
                  ORDER BY revoked_at DESC
                  LIMIT :most)
                """).param("millis", window.toMillis()).param("none", Integer.MAX_VALUE).param("most", most)
                .query((row, number) -> new RevokedTokens(row.getObject("id", UUID.class), row.getInt("min_valid_epoch"))).list();
    }

    /**
     * A revocation of all tokens of a user or of a family.
     * @param minValidEpoch tokens with an older epoch are revoked
     */
    record RevokedTokens(UUID id, int minValidEpoch) {}

    /**
     * A family that was revoked, and its user.
     * @param revokedNow whether it was not revoked before
     */
    record RevokedFamily(UserId user, boolean revokedNow) {}

    /**
     * A token that was just marked as used: its family, and the current data of its user.
     * @param signedInAt when the family began
     */
    record UsedToken(UUID family, Instant signedInAt, Credentials user) {}
}
