package dev.tenfold.messaging.webhook;

import dev.tenfold.testing.services.TenfoldTest;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

@TenfoldTest
class PlainSecretsTest {

    private final JdbcClient jdbc;
    private final PlainSecrets plainSecrets;
    private final SecretEncryptor encryptor;

    PlainSecretsTest(@Autowired JdbcClient jdbc, @Autowired PlainSecrets plainSecrets, @Autowired SecretEncryptor encryptor) {
        this.jdbc = jdbc;
        this.plainSecrets = plainSecrets;
        this.encryptor = encryptor;
    }

    @Test
    void secretsOfAnEarlierReleaseAreEncryptedAtStart() {
        SigningSecret secret = SigningSecret.random();
        UUID webhook = jdbc.sql("""
                INSERT INTO webhooks (id, url, events, enabled, created_at, updated_at)
                VALUES (uuidv7(), 'https://hook.invalid/', ARRAY['nothing.at.all'], false, now(), now()) RETURNING id
                """).query(UUID.class).single();
        byte[] plain = ByteBuffer.allocate(1 + secret.bytes().length).put((byte) 0).put(secret.bytes()).array();
        jdbc.sql("INSERT INTO webhook_secrets (webhook_id, number, secret) VALUES (:id, 1, :plain)").param("id", webhook)
                .param("plain", plain)
                .update();

        plainSecrets.run(new DefaultApplicationArguments());

        byte[] stored =
                jdbc.sql("SELECT secret FROM webhook_secrets WHERE webhook_id = :id").param("id", webhook).query(byte[].class).single();
        assertThat(stored[0]).isEqualTo((byte) 1);
        assertThat(encryptor.decrypt(webhook, stored).bytes()).isEqualTo(secret.bytes());
        assertThat(jdbc.sql("SELECT count(*) FROM webhook_secrets WHERE position(:bytes in secret) > 0").param("bytes", secret.bytes())
                .query(Integer.class).single()).isZero();
        jdbc.sql("DELETE FROM webhooks WHERE id = :id").param("id", webhook).update();
    }
}
