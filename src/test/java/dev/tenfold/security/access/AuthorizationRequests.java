package dev.tenfold.security.access;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestPayments;
import dev.tenfold.testing.client.TestUsers;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A valid request for each row of {@link AuthorizationTable}, about an object that the owner really has. Each request has an object of its
 * own, so that no request changes the object of another one.
 */
final class AuthorizationRequests {

    private static final String NAME = "{\"name\": \"Countess\"}";
    private static final String NEW_PASSWORD = "a staple for the battery";

    private final AuthorizationObjects objects;
    private final TestAccounts accounts;
    private final ApiClient anyone;
    private final String email;
    private final Map<String, BiFunction<TestUsers.Member, String, Request>> all = new HashMap<>();

    AuthorizationRequests(ApiClient anyone, JdbcClient jdbc) {
        this.anyone = anyone;
        this.accounts = new TestAccounts(anyone);
        this.email = accounts.newUser().email();
        this.objects = new AuthorizationObjects(anyone, jdbc, email);
        addProducts();
        addUsers();
        addTokens();
        addOrders();
        addJobs();
        addWebhooks();
    }

    /**
     * A request without credentials.
     * @param headers what it sends beside them
     */
    record Request(String path, String body, UnaryOperator<ApiClient> headers) {

        static Request of(String path) {
            return of(path, "");
        }

        static Request of(String path, String body) {
            return new Request(path, body, UnaryOperator.identity());
        }

        Request with(UnaryOperator<ApiClient> header) {
            return new Request(path, body, client -> header.apply(headers.apply(client)));
        }

        Request matchingAny() {
            return with(client -> client.with("If-Match", "*"));
        }

        Request keyed() {
            return with(ApiClient::newKey);
        }
    }

    /**
     * The request of a row.
     * @throws AssertionError when there is none
     */
    Request of(AuthorizationTable.Row row, TestUsers.Member owner, String version) {
        var request = all.get(row.label());
        if (request == null) {
            throw new AssertionError("No request for the row " + row.label());
        }
        return request.apply(owner, "/api/" + version);
    }

    private void add(String row, BiFunction<TestUsers.Member, String, Request> request) {
        all.put(row, request);
    }

    private void addProducts() {
        String product = objects.product();
        String change = "{\"name\": \"Assam\"}";
        add("`GET /products`", (_, api) -> Request.of(api + "/products"));
        add("`GET /products/{id}`", (_, api) -> Request.of(api + "/products/" + product));
        add("`GET /products/{id}/stock`", (_, api) -> Request.of(api + "/products/" + product + "/stock"));
        add("`POST /products`", (_, api) -> Request.of(api + "/products", newProduct()));
        add("`PUT /products/{id}`", (_, api) -> Request.of(api + "/products/" + objects.product(), """
                {"sku": "SKU-%s", "name": "Assam", "category": "tea", "price": {"amount": 5, "currency": "USD"}}
                """.formatted(UUID.randomUUID())).matchingAny());
        add("`PATCH /products/{id}`", (_, api) -> Request.of(api + "/products/" + objects.product(), change).matchingAny());
        add("`PATCH /products/{id}` without `If-Match`", (_, api) -> Request.of(api + "/products/" + product, change));
        add("`DELETE /products/{id}`", (_, api) -> Request.of(api + "/products/" + objects.product()).matchingAny());
        add("`POST /products/import`", (_, api) -> Request.of(api + "/products/import?dry_run=true", newProduct().strip() + "\n")
                .with(client -> client.with("Content-Type", "application/x-ndjson")));
        add("`POST /products/{id}/stock-adjustments`", (_, api) -> Request
                .of(api + "/products/" + product + "/stock-adjustments", "{\"delta\": 1, \"reason\": \"Found\"}").keyed());
    }

    private static String newProduct() {
        return "{\"sku\": \"SKU-%s\", \"name\": \"Assam\", \"category\": \"tea\", \"price\": {\"amount\": 5, \"currency\": \"USD\"}}"
                .formatted(UUID.randomUUID());
    }

    private void addUsers() {
        add("`POST /users`", (_, api) -> Request.of(api + "/users", """
                {"name": "Ada", "email": "%s@tenfold.test", "password": "%s"}""".formatted(UUID.randomUUID(), TestAccounts.PASSWORD)));
        add("`GET /users`", (_, api) -> Request.of(api + "/users"));
        add("`GET /users/me`", (_, api) -> Request.of(api + "/users/me"));
        add("`GET /users/{id}`", (owner, api) -> Request.of(user(owner, api)));
        add("`PATCH /users/{id}`", (owner, api) -> Request.of(user(owner, api), NAME));
        add("`PATCH /users/{id}` with `email`", (owner, api) -> Request.of(user(objects.withPassword(owner), api), """
                {"email": "%s@tenfold.test", "current_password": "%s"}""".formatted(UUID.randomUUID(), TestAccounts.PASSWORD)));
        add("`PATCH /users/{id}` with `password`", (owner, api) -> Request.of(user(objects.withPassword(owner), api), """
                {"password": "%s", "current_password": "%s"}""".formatted(NEW_PASSWORD, TestAccounts.PASSWORD)));
        add("`PATCH /users/{id}` with `role`", (owner, api) -> Request.of(user(owner, api), "{\"role\": \"admin\"}"));
        add("`DELETE /users/{id}`", (owner, api) -> Request.of(user(owner, api)));
        add("`POST /users/me/email-verification`", (_, api) -> Request.of(api + "/users/me/email-verification"));
        add("`POST /users/me/email-verification/confirm`", (owner, api) -> Request.of(api + "/users/me/email-verification/confirm",
                "{\"token\": \"%s\"}".formatted(objects.mailToken(owner, "email_verification"))));
        add("`GET /audit-events`", (_, api) -> Request.of(api + "/audit-events"));
    }

    private static String user(TestUsers.Member user, String api) {
        return api + "/users/" + user.id();
    }

    private void addTokens() {
        add("`GET /.well-known/jwks.json`", (_, _) -> Request.of("/.well-known/jwks.json"));
        add("`POST /auth/token`", (_, api) -> Request.of(api + "/auth/token", credentials()));
        add("`POST /auth/refresh`", (_, api) -> Request.of(api + "/auth/refresh", refreshToken()));
        add("`POST /auth/logout`", (_, api) -> Request.of(api + "/auth/logout", refreshToken()));
        add("`POST /auth/password-reset`", (_, api) -> Request.of(api + "/auth/password-reset", "{\"email\": \"%s\"}".formatted(email)));
        add("`POST /auth/password-reset/confirm`", (owner, api) -> Request.of(api + "/auth/password-reset/confirm",
                "{\"token\": \"%s\", \"password\": \"%s\"}".formatted(objects.mailToken(owner, "password_reset"), NEW_PASSWORD)));
    }

    private String credentials() {
        return "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(email, TestAccounts.PASSWORD);
    }

    private String refreshToken() {
        String token = anyone.post("/api/v1/auth/token", credentials()).is(200).json().path("refresh_token").asString();
        return "{\"refresh_token\": \"%s\"}".formatted(token);
    }

    private void addOrders() {
        String product = objects.product();
        add("`POST /orders`", (_, api) -> Request.of(api + "/orders", """
                {"items": [{"product_id": "%s", "quantity": 1}], "expected_total": {"amount": 1999, "currency": "USD"}}
                """.formatted(product)).keyed());
        add("`GET /orders`", (owner, api) -> {
            objects.order(owner);
            return Request.of(api + "/orders");
        });
        add("`GET /orders` with `user_id`", (owner, api) -> {
            objects.order(owner);
            return Request.of(api + "/orders?user_id=" + owner.id());
        });
        add("`GET /orders/{id}`", (owner, api) -> Request.of(api + "/orders/" + objects.order(owner)));
        add("`POST /orders/{id}/cancel`", (owner, api) -> Request.of(api + "/orders/" + objects.order(owner) + "/cancel").keyed());
        add("`POST /orders/{id}/invoice`", (owner, api) -> Request.of(api + "/orders/" + objects.paidOrder(owner) + "/invoice"));
        add("`POST /orders/{id}/pay` only v1", (owner, api) -> Request.of(api + "/orders/" + objects.order(owner) + "/pay",
                "{\"payment_reference\": \"pi_3PqV2e\"}").keyed());
        add("`POST /orders/{id}/payments` only v2", (owner, api) -> Request.of(api + "/orders/" + objects.order(owner) + "/payments",
                "{\"reference\": \"pi_3PqV2e\", \"amount\": {\"amount\": 1999, \"currency\": \"USD\"}}").keyed());
        add("`POST /orders/{id}/ship`", (owner, api) -> Request.of(api + "/orders/" + objects.paidOrder(owner) + "/ship").keyed());
        add("`POST /orders/{id}/deliver`", (owner, api) -> Request.of(api + "/orders/" + objects.shippedOrder(owner) + "/deliver").keyed());
        add("`POST /payments/events` signed by the provider", (owner, api) -> payment(owner, api, true));
        add("`POST /payments/events` without a signature", (owner, api) -> payment(owner, api, false));
    }

    private Request payment(TestUsers.Member owner, String api, boolean signed) {
        String body = """
                {"order_id": "%s", "amount": {"amount": 1999, "currency": "USD"}, "reference": "pi_3PqV2e", "status": "succeeded"}
                """.formatted(objects.order(owner));
        Request request = Request.of(api + "/payments/events", body);
        return signed ? request.with(client -> TestPayments.signed(client, body)) : request;
    }

    private void addJobs() {
        add("`GET /jobs`", (owner, api) -> {
            objects.invoiceJob(owner);
            return Request.of(api + "/jobs");
        });
        add("`GET /jobs/{id}`", (owner, api) -> Request.of(api + "/jobs/" + objects.invoiceJob(owner)));
        add("`GET /jobs/{id}/result`", (owner, api) -> Request.of(api + "/jobs/" + objects.invoiceJob(owner) + "/result"));
        add("`POST /jobs/{id}/retry`", (owner, api) -> Request.of(api + "/jobs/" + objects.failedJob(owner) + "/retry"));
        add("`POST /jobs/retry`", (owner, api) -> {
            objects.failedJob(owner);
            return Request.of(api + "/jobs/retry?kind=invoice");
        });
        add("`POST /reports/orders`", (_, api) -> Request.of(api + "/reports/orders", """
                {"from": "2026-11-01T00:00:00Z", "to": "2026-12-01T00:00:00Z"}"""));
    }

    private void addWebhooks() {
        add("`GET /webhooks`", (_, api) -> Request.of(api + "/webhooks"));
        add("`POST /webhooks`", (_, api) -> Request.of(api + "/webhooks", AuthorizationObjects.WEBHOOK));
        add("`GET /webhooks/{id}`", (_, api) -> Request.of(webhook(api)));
        add("`PATCH /webhooks/{id}`", (_, api) -> Request.of(webhook(api), "{\"enabled\": false}").matchingAny());
        add("`DELETE /webhooks/{id}`", (_, api) -> Request.of(webhook(api)).matchingAny());
        add("`POST /webhooks/{id}/secret`", (_, api) -> Request.of(webhook(api) + "/secret"));
        add("`GET /webhooks/{id}/deliveries`", (_, api) -> Request.of(webhook(api) + "/deliveries"));
        add("`POST /webhooks/{id}/deliveries/{delivery}/redeliver`", (_, api) -> {
            String webhook = objects.webhook();
            return Request.of(api + "/webhooks/" + webhook + "/deliveries/" + objects.failedDelivery(webhook) + "/redeliver");
        });
    }

    private String webhook(String api) {
        return api + "/webhooks/" + objects.webhook();
    }
}
