package dev.tenfold.shop.payment;

import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** The events of the payment provider, and their answers. */
@Repository
class PaymentEventRepository {

    private final JdbcClient jdbc;

    PaymentEventRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Adds an event without its answer. Returns false if it is known. If two transactions add the same event at the same time, one waits
     * for the other.
     */
    boolean add(String id, byte[] fingerprint, Instant now) {
        return jdbc.sql("""
                INSERT INTO payment_events (id, fingerprint, received_at)
                VALUES (:id, :fingerprint, :now)
                ON CONFLICT (id) DO NOTHING
                """).param("id", id).param("fingerprint", fingerprint).param("now", utc(now)).update() == 1;
    }

    /** Stores the answer. */
    void answer(String id, int status, byte[] body) {
        jdbc.sql("UPDATE payment_events SET status = :status, body = :body WHERE id = :id").param("status", status).param("body", body)
                .param("id", id).update();
    }

    /** An event that is known, with its answer. */
    KnownEvent get(String id) {
        return jdbc.sql("SELECT fingerprint, status, body FROM payment_events WHERE id = :id").param("id", id)
                .query((row, number) -> new KnownEvent(row.getBytes("fingerprint"), row.getInt("status"), row.getBytes("body"))).single();
    }

    /** Deletes at most this many events that were received before a moment. Returns how many were deleted. */
    int purge(Instant before, int most) {
        return jdbc.sql("""
                DELETE FROM payment_events
                 WHERE ctid = ANY (ARRAY (
                     SELECT ctid FROM payment_events WHERE received_at < :before ORDER BY received_at LIMIT :most FOR UPDATE SKIP LOCKED))
                """).param("before", utc(before)).param("most", most).update();
    }

    /** An earlier event and its answer. */
    @SuppressWarnings("ArrayRecordComponent") // compared by MessageDigest.isEqual
    record KnownEvent(byte[] fingerprint, int status, byte[] body) {}
}
