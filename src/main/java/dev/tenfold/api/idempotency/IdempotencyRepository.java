package dev.tenfold.api.idempotency;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlValues.array;
import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** The stored responses, by user and key. */
@Repository
class IdempotencyRepository {

    private final JdbcClient jdbc;

    IdempotencyRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Executes {@link Claims#SQL}. Returns the keys that are claimed now; the others belong to earlier requests. */
    Set<UserKey> claim(Claims claims) {
        return new HashSet<>(claims.bind(jdbc.sql(Claims.SQL)).query(UserKey::ofRow).list());
    }

    /** The earlier requests of the keys that could not be claimed. */
    Map<UserKey, Known> find(List<Claim> claims) {
        var found = new HashMap<UserKey, Known>();
        jdbc.sql("""
                SELECT known.user_id, known.key, known.fingerprint, known.status, known.location, known.body
                  FROM idempotency_keys AS known
                  JOIN unnest(:users, :keys) AS claim (user_id, key) ON claim.user_id = known.user_id AND claim.key = known.key
                """).param("users", array("uuid", claims, Claim::user))
                .param("keys", array("text", claims, claim -> claim.key().value())).query(row -> {
                    var response = new StoredResponse(row.getInt("status"), row.getString("location"), row.getBytes("body"), true);
                    found.put(new UserKey(row.getObject("user_id", UUID.class), row.getString("key")),
                            new Known(row.getBytes("fingerprint"), response));
                });
        return found;
    }

    /** Executes {@link StoredResponses#SQL}. */
    void store(StoredResponses answers) {
        answers.bind(jdbc.sql(StoredResponses.SQL)).update();
    }

    /** Deletes at most this many expired keys. Returns how many were deleted. */
    int purge(Instant now, int most) {
        return jdbc.sql("""
                DELETE FROM idempotency_keys
                 WHERE ctid = ANY (ARRAY (
                     SELECT ctid FROM idempotency_keys WHERE expires_at <= :now ORDER BY expires_at LIMIT :most FOR UPDATE SKIP LOCKED))
                """).param("now", utc(now)).param("most", most).update();
    }

    /** An earlier request and its response. */
    @SuppressWarnings("ArrayRecordComponent") // compared by MessageDigest.isEqual
    record Known(byte[] fingerprint, StoredResponse response) {}
}
