package dev.tenfold.security.token;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlRows.instant;
import static dev.tenfold.platform.jdbc.SqlValues.array;
import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** Deletes expired refresh tokens, and families that have no token any more. */
@Repository
class TokenPurgeRepository {

    private final JdbcClient jdbc;

    TokenPurgeRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Whether this transaction may delete tokens; no other one does until it ends. If two transactions deleted the last two tokens of a
     * family, each would still see the other's token, and the family would stay for ever.
     */
    boolean lock() {
        return jdbc.sql("SELECT pg_try_advisory_xact_lock(hashtext('tenfold token purge'))").query(Boolean.class).single();
    }

    /**
     * Deletes tokens that expired in a period, the oldest first.
     * @param from where the last batch ended: the index still has entries of deleted rows before it, until the next vacuum
     */
    List<ExpiredToken> deleteTokens(Instant from, Instant before, int rows) {
        return jdbc.sql("""
                WITH expired AS (
                    SELECT token_hash
                      FROM refresh_tokens
                     WHERE expires_at >= :from AND expires_at < :before
                     ORDER BY expires_at
                     LIMIT :rows)
                DELETE FROM refresh_tokens AS token
                 USING expired
                 WHERE token.token_hash = expired.token_hash
                RETURNING token.family_id, token.expires_at
                """).param("from", utc(from)).param("before", utc(before)).param("rows", rows)
                .query((row, number) -> new ExpiredToken(row.getObject("family_id", UUID.class), instant(row, "expires_at"))).list();
    }

    /** Deletes those of the families that have no token. Returns how many. */
    int deleteFamilies(List<UUID> ids) {
        return jdbc.sql("""
                DELETE FROM token_families AS family
                 WHERE id = ANY (:ids) AND NOT EXISTS (SELECT 1 FROM refresh_tokens WHERE family_id = family.id)
                """).param("ids", array("uuid", ids, id -> id)).update();
    }

    /** When the first of the tokens expires that expire at a moment or later. */
    Optional<Instant> oldest(Instant from) {
        return jdbc.sql("SELECT expires_at FROM refresh_tokens WHERE expires_at >= :from ORDER BY expires_at LIMIT 1")
                .param("from", utc(from)).query((row, number) -> instant(row, "expires_at")).optional();
    }

    /** A token that was deleted. */
    record ExpiredToken(UUID family, Instant expires) {}
}
