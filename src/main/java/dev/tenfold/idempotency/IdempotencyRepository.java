package dev.tenfold.idempotency;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;

import static dev.tenfold.sql.SqlValues.array;
import static dev.tenfold.sql.SqlValues.utc;

/** First answers, by user and key. */
@Repository
class IdempotencyRepository {

    private final JdbcClient jdbc;

    IdempotencyRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Claims keys, and answers which of them are ours now; the others stand for earlier requests. While another transaction holds one of
     * them this waits for its end, at most for {@code lock_timeout}; the unique index decides. A key that has expired and was not purged yet
     * is claimed anew; those of users that are no more are not claimed. Keys are taken in order, so that no two transactions wait for each other.
     *
     * @param claims no two of the same user and key
     */
    Set<Owned> claim(List<Claim> claims, Instant now, Instant expires) {
        return new HashSet<>(jdbc.sql("""
                INSERT INTO idempotency_keys AS known (user_id, key, fingerprint, created_at, expires_at)
                SELECT claim.user_id, claim.key, claim.fingerprint, :now, :expires
                  FROM unnest(:users, :keys, :fingerprints) AS claim (user_id, key, fingerprint)
                  JOIN users ON users.id = claim.user_id AND users.deleted_at IS NULL
                 ORDER BY claim.user_id, claim.key
                    ON CONFLICT (user_id, key) DO UPDATE
                   SET fingerprint = excluded.fingerprint, status = NULL, location = NULL, body = NULL,
                       created_at = excluded.created_at, expires_at = excluded.expires_at
                 WHERE known.expires_at <= excluded.created_at
                RETURNING user_id, key
                """).param("users", users(claims)).param("keys", keys(claims))
                .param("fingerprints", bytes(claims, Claim::fingerprint))
                .param("now", utc(now)).param("expires", utc(expires))
                .query((row, number) -> new Owned(row.getObject("user_id", UUID.class), row.getString("key"))).list());
    }

    /** The earlier requests of keys that are not ours. */
    Map<Owned, Known> find(List<Claim> claims) {
        var found = new HashMap<Owned, Known>();
        jdbc.sql("""
                SELECT known.user_id, known.key, known.fingerprint, known.status, known.location, known.body
                  FROM idempotency_keys AS known
                  JOIN unnest(:users, :keys) AS claim (user_id, key) ON claim.user_id = known.user_id AND claim.key = known.key
                """).param("users", users(claims)).param("keys", keys(claims)).query(row -> {
            var answer = new Answer(row.getInt("status"), row.getString("location"), row.getBytes("body"), true);
            found.put(new Owned(row.getObject("user_id", UUID.class), row.getString("key")),
                    new Known(row.getBytes("fingerprint"), answer));
        });
        return found;
    }

    /** Keeps the answers of keys that this transaction claimed, one for each claim. */
    void store(List<Claim> claims, List<Answer> answers) {
        jdbc.sql("""
                UPDATE idempotency_keys AS known
                   SET status = answer.status, location = answer.location, body = answer.body
                  FROM unnest(:users, :keys, :statuses, :locations, :bodies) AS answer (user_id, key, status, location, body)
                 WHERE known.user_id = answer.user_id AND known.key = answer.key
                """).param("users", users(claims)).param("keys", keys(claims)).param("statuses", array("int2", answers, Answer::status))
                .param("locations", array("text", answers, Answer::location)).param("bodies", bytes(answers, Answer::body))
                .update();
    }

    /** Forgets keys that have expired, at most so many; answers how many there were. */
    int purge(Instant now, int most) {
        return jdbc.sql("""
                DELETE FROM idempotency_keys
                 WHERE ctid = ANY (ARRAY (
                     SELECT ctid FROM idempotency_keys WHERE expires_at <= :now ORDER BY expires_at LIMIT :most FOR UPDATE SKIP LOCKED))
                """).param("now", utc(now)).param("most", most).update();
    }

    /** A user's key. */
    record Owned(UUID user, String key) {

        static Owned of(Claim claim) {
            return new Owned(claim.user(), claim.key().value());
        }
    }

    /** An earlier request and its answer. */
    @SuppressWarnings("ArrayRecordComponent") // compared by MessageDigest.isEqual
    record Known(byte[] fingerprint, Answer answer) {}

    private static SqlArrayValue users(List<Claim> claims) {
        return array("uuid", claims, Claim::user);
    }

    private static SqlArrayValue keys(List<Claim> claims) {
        return array("text", claims, claim -> claim.key().value());
    }

    /** The driver takes bytes in an array of their own type only. */
    private static <T> SqlArrayValue bytes(List<T> rows, Function<T, byte[]> column) {
        return new SqlArrayValue("bytea", (Object[]) rows.stream().map(column).toArray(byte[][]::new));
    }
}
