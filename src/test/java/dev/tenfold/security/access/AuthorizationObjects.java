package dev.tenfold.security.access;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.awaitility.Awaitility.await;

/** Makes the objects that the requests of {@link AuthorizationRequests} are about: orders, jobs, webhooks and tokens in mails. */
final class AuthorizationObjects {

    static final String WEBHOOK = "{\"url\": \"https://shop.invalid/\", \"events\": [\"nothing.at.all\"]}";
    private static final String ORDERS = "/api/v1/orders/";

    private final ApiClient anyone;
    private final ApiClient operator;
    private final JdbcClient jdbc;
    private final String emailWithPassword;
    private final String product;
    private @Nullable String lastWebhook;

    /** @param emailWithPassword the e-mail of a user with the password of {@link TestAccounts} */
    AuthorizationObjects(ApiClient anyone, JdbcClient jdbc, String emailWithPassword) {
        this.anyone = anyone;
        this.operator = new TestAccounts(anyone).admin();
        this.jdbc = jdbc;
        this.emailWithPassword = emailWithPassword;
        this.product = product();
    }

    String product() {
        return new TestProducts(operator).product(1_000);
    }

    String order(TestUsers.Member owner) {
        return ApiResponse.id(anyone.as(owner.token()).newKey().post("/api/v1/orders", TestProducts.cart(product, 1)).is(201).location());
    }

    String paidOrder(TestUsers.Member owner) {
        String order = order(owner);
        operator.post(ORDERS + order + "/pay", "{\"payment_reference\": \"pi_3PqV2e\"}").is(200);
        return order;
    }

    String shippedOrder(TestUsers.Member owner) {
        String order = paidOrder(owner);
        operator.post(ORDERS + order + "/ship", "").is(200);
        return order;
    }

    /** A job that has made the invoice of an order. */
    String invoiceJob(TestUsers.Member owner) {
        ApiClient client = anyone.as(owner.token());
        String job = client.post(ORDERS + paidOrder(owner) + "/invoice", "").is(202).location();
        await().until(() -> client.get(job).is(200).json().path("status").asString().equals("succeeded"));
        return ApiResponse.id(job);
    }

    String failedJob(TestUsers.Member owner) {
        String job = invoiceJob(owner);
        jdbc.sql("UPDATE jobs SET status = 'failed', error = 'for the test' WHERE id = :id::uuid").param("id", job).update();
        return job;
    }

    /** A webhook. The one before is deleted, because there may only be a limited number. */
    String webhook() {
        if (lastWebhook != null) {
            operator.with("If-Match", "*").delete("/api/v1/webhooks/" + lastWebhook);
        }
        lastWebhook = operator.post("/api/v1/webhooks", WEBHOOK).is(201).json().path("id").asString();
        return lastWebhook;
    }

    UUID failedDelivery(String webhook) {
        return jdbc.sql("""
                INSERT INTO webhook_deliveries (id, webhook_id, event_id, event_type, body, status, created_at, finished_at)
                VALUES (uuidv7(), :webhook::uuid, uuidv7(), 'nothing.at.all', '{}', 'failed', now(), now())
                RETURNING id
                """).param("webhook", webhook).query(UUID.class).single();
    }

    /** The user, who now has the password of {@link TestAccounts}. */
    TestUsers.Member withPassword(TestUsers.Member user) {
        jdbc.sql("UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE email_key = :email) WHERE id = :id")
                .param("email", emailWithPassword).param("id", user.id()).update();
        return user;
    }

    /** The token of a mail to the user. The service stores only its hash. */
    String mailToken(TestUsers.Member user, String kind) {
        String token = UUID.randomUUID().toString().replace("-", "") + "abcdefghijk";
        jdbc.sql("""
                INSERT INTO account_mails (id, kind, user_id, email_key, created_at, sent_at, token_hash, token_epoch, token_expires_at)
                SELECT uuidv7(), :kind, id, email_key, now(), now(), :hash, token_epoch, now() + interval '20 minutes'
                  FROM users WHERE id = :user
                """).param("kind", kind).param("hash", sha256(token)).param("user", user.id()).update();
        return token;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
