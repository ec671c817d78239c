package dev.tenfold.messaging.webhook;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** The secrets of webhooks in the database. */
@Repository
class SigningSecretRepository {

    private static final int MOST = 5; // secrets of a webhook: limits the cost of signing

    private final JdbcClient jdbc;
    private final SecretEncryptor encryptor;

    SigningSecretRepository(JdbcClient jdbc, SecretEncryptor encryptor) {
        this.jdbc = jdbc;
        this.encryptor = encryptor;
    }

    /** Adds the newest secret of a webhook. The transaction must have locked the webhook's row. */
    void add(UUID webhook, SigningSecret secret) {
        jdbc.sql("""
                INSERT INTO webhook_secrets (webhook_id, number, secret)
                SELECT :webhook, coalesce(max(number), 0) + 1, :secret FROM webhook_secrets WHERE webhook_id = :webhook
                """).param("webhook", webhook).param("secret", encryptor.encrypt(webhook, secret)).update();
    }

    /** Secrets that an earlier release stored in plain. */
    List<StoredSecret> plain(int rows) {
        return jdbc.sql("""
                SELECT webhook_id, number, secret
                  FROM webhook_secrets
                 WHERE get_byte(secret, 0) = :plain
                 ORDER BY webhook_id, number
                 LIMIT :rows
                """).param("plain", (int) SecretEncryptor.PLAIN).param("rows", rows).query((row, number) -> new StoredSecret(
                row.getObject("webhook_id", UUID.class), row.getInt("number"), row.getBytes("secret"))).list();
    }

    /** Encrypts a secret that is stored in plain. Another worker may do it at the same time: one of them changes the row. */
    void encrypt(StoredSecret plain) {
        byte[] encrypted = encryptor.encrypt(plain.webhook(), encryptor.decrypt(plain.webhook(), plain.secret()));
        jdbc.sql("UPDATE webhook_secrets SET secret = :encrypted WHERE webhook_id = :webhook AND number = :number AND secret = :plain")
                .param("encrypted", encrypted).param("webhook", plain.webhook()).param("number", plain.number())
                .param("plain", plain.secret()).update();
    }

    /** A row of the table. */
    @SuppressWarnings("ArrayRecordComponent") // bytes of the database
    record StoredSecret(UUID webhook, int number, byte[] secret) {}

    /** Sets the end of the newest secret's validity, and deletes the secrets that have ended and the oldest of too many. */
    void retire(UUID webhook, Instant until, Instant now) {
        jdbc.sql("""
                DELETE FROM webhook_secrets
                 WHERE webhook_id = :webhook
                   AND (valid_until <= :now OR number <= (SELECT max(number) FROM webhook_secrets WHERE webhook_id = :webhook) - :most)
                """).param("webhook", webhook).param("now", utc(now)).param("most", MOST - 1).update();
        jdbc.sql("UPDATE webhook_secrets SET valid_until = :until WHERE webhook_id = :webhook AND valid_until IS NULL")
                .param("until", utc(until)).param("webhook", webhook).update();
    }
}
