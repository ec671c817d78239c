package dev.tenfold.idempotency;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** First answers, by user and key. */
@Repository
class IdempotencyRepository {

    private final JdbcClient jdbc;

    IdempotencyRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Claims a key, or answers false when it stands for an earlier request. While another transaction holds the same key this waits for its
     * end, at most for {@code lock_timeout}; the unique index decides. A key that has expired and was not purged yet is claimed anew.
     */
    boolean claim(UUID user, IdempotencyKey key, byte[] fingerprint, Instant now, Instant expires) {
        return jdbc.sql("""
                INSERT INTO idempotency_keys AS known (user_id, key, fingerprint, created_at, expires_at)
                VALUES (:user, :key, :fingerprint, :now, :expires)
                    ON CONFLICT (user_id, key) DO UPDATE
                   SET fingerprint = excluded.fingerprint, status = NULL, location = NULL, body = NULL,
                       created_at = excluded.created_at, expires_at = excluded.expires_at
                 WHERE known.expires_at <= excluded.created_at
                """).param("user", user).param("key", key.value()).param("fingerprint", fingerprint).param("now", utc(now))
                .param("expires", utc(expires)).update() == 1;
    }

    /** Keeps the answer of a key that this transaction claimed. */
    void store(UUID user, IdempotencyKey key, Answer answer) {
        jdbc.sql("""
                UPDATE idempotency_keys
                   SET status = :status, location = :location, body = :body
                 WHERE user_id = :user AND key = :key
                """).param("user", user).param("key", key.value()).param("status", answer.status()).param("location", answer.location())
                .param("body", answer.body()).update();
    }

    Known find(UUID user, IdempotencyKey key) {
        return jdbc.sql("""
                SELECT fingerprint, status, location, body
                  FROM idempotency_keys
                 WHERE user_id = :user AND key = :key
                """).param("user", user).param("key", key.value())
                .query((row, number) -> new Known(row.getBytes("fingerprint"),
                        new Answer(row.getInt("status"), row.getString("location"), row.getBytes("body"), true)))
                .single();
    }

    /** An earlier request and its answer. */
    @SuppressWarnings("ArrayRecordComponent") // compared by Arrays.equals where it matters
    record Known(byte[] fingerprint, Answer answer) {}

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
