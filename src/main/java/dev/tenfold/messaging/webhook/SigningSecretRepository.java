package dev.tenfold.messaging.webhook;

import java.time.Instant;
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
