package dev.tenfold.messaging.webhook;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Without a key for the secrets of webhooks the service starts, and makes no webhook. */
@TenfoldTest(properties = "tenfold.webhook.secret.key=")
class WebhookKeyTest {

    private final ApiClient admin;
    private final JdbcClient jdbc;

    WebhookKeyTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.admin = new TestAccounts(new ApiClient(port)).admin();
        this.jdbc = jdbc;
    }

    @Test
    void noSecretIsMade() {
        String url = "https://" + UUID.randomUUID() + ".example/";
        String detail = admin.post("/api/v1/webhooks", "{\"url\": \"%s\", \"events\": [\"order.*\"]}".formatted(url))
                .isProblem(409, "webhook_key_missing").json().path("detail").asString();
        assertThat(detail).contains("TENFOLD_WEBHOOK_SECRET_KEY");
        assertThat(jdbc.sql("SELECT count(*) FROM webhooks WHERE url = :url").param("url", url).query(Integer.class).single()).isZero();
    }

    @Test
    void noSecretIsRotated() {
        UUID webhook = jdbc.sql("""
                INSERT INTO webhooks (id, url, events, enabled, created_at, updated_at)
                VALUES (uuidv7(), 'https://hook.invalid/', ARRAY['nothing.at.all'], false, now(), now()) RETURNING id
                """).query(UUID.class).single();
        admin.post("/api/v1/webhooks/" + webhook + "/secret", "").isProblem(409, "webhook_key_missing");
        assertThat(
                jdbc.sql("SELECT count(*) FROM webhook_secrets WHERE webhook_id = :id").param("id", webhook).query(Integer.class).single())
                .isZero();
        jdbc.sql("DELETE FROM webhooks WHERE id = :id").param("id", webhook).update();
    }
}
