package dev.tenfold.messaging.webhook;

import dev.tenfold.api.audit.AuditKind;
import dev.tenfold.api.audit.AuditLog;
import dev.tenfold.api.http.IfMatch;
import dev.tenfold.api.paging.Cursors;
import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.platform.failure.Failure.Conflict;
import dev.tenfold.platform.failure.Failure.NotFound;
import dev.tenfold.platform.failure.Failure.PreconditionFailed;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.platform.jdbc.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Service;

/** Creates, changes and deletes webhooks and their secrets. */
@Service
public class WebhookService {

    private static final String LIST = "webhooks";

    private final WebhookRepository webhooks;
    private final SigningSecrets secrets;
    private final Transactions transactions;
    private final Cursors cursors;
    private final Clock clock;
    private final WebhookProperties properties;
    private final AuditLog audit;

    WebhookService(WebhookRepository webhooks, SigningSecrets secrets, Transactions transactions, Cursors cursors,
            Clock clock, WebhookProperties properties, AuditLog audit) {
        this.webhooks = webhooks;
        this.secrets = secrets;
        this.transactions = transactions;
        this.cursors = cursors;
        this.clock = clock;
        this.properties = properties;
        this.audit = audit;
    }

    /** @throws NotFound when there is no such webhook */
    public Webhook get(WebhookId id) {
        return webhooks.find(id).orElseThrow(WebhookService::notFound);
    }

    /** All webhooks, the newest first. */
    Page<Webhook> list(Paging paging) {
        List<String> after = cursors.open(LIST, paging, 1);
        List<Webhook> rows = webhooks.list(after == null ? null : UUID.fromString(after.getFirst()), paging.rows() + 1);
        return cursors.page(LIST, paging, rows, webhook -> List.of(webhook.id().toString()), webhooks::count);
    }

    /** @throws Conflict when the maximum number of webhooks is reached */
    Webhook add(WebhookSettings settings, SigningSecret secret) {
        Instant now = clock.instant();
        var added = new Webhook(WebhookId.next(), settings.url(), settings.events(), settings.enabled(), null, null, 1, now, now);
        transactions.run(() -> {
            webhooks.lockForAdding();
            if (webhooks.count() >= properties.maxWebhooks()) {
                throw new Conflict(ProblemCode.TOO_MANY_WEBHOOKS, "The limit on the number of webhooks is " + properties.maxWebhooks());
            }
            webhooks.add(added);
            secrets.add(added.id().value(), secret);
            audit.record(AuditKind.WEBHOOK_CHANGE, added.id().value(), "added");
            audit.record(AuditKind.WEBHOOK_SECRET_CHANGE, added.id().value(), "added");
        });
        return added;
    }

    /**
     * Changes a webhook.
     * @param change gives the new settings for the current ones, which stay locked meanwhile
     * @throws PreconditionFailed when it has changed since the version that the client has
     */
    Webhook change(WebhookId id, IfMatch ifMatch, Function<Webhook, WebhookSettings> change) {
        return transactions.run(() -> {
            Webhook current = lock(id);
            ifMatch.require(current.version());
            audit.record(AuditKind.WEBHOOK_CHANGE, id.value(), "changed");
            return webhooks.update(id, change.apply(current), clock.instant());
        });
    }

    /** Deletes a webhook. Requests that are already being sent are not stopped. */
    void delete(WebhookId id, IfMatch ifMatch) {
        transactions.run(() -> {
            ifMatch.require(lock(id).version());
            webhooks.delete(id, clock.instant());
            audit.record(AuditKind.WEBHOOK_CHANGE, id.value(), "deleted");
        });
    }

    /** Creates a new secret. For a while, requests are signed with the older secrets too. */
    SecretRotation rotate(WebhookId id) {
        SigningSecret secret = SigningSecret.random();
        return transactions.run(() -> {
            lock(id);
            audit.record(AuditKind.WEBHOOK_SECRET_CHANGE, id.value(), "rotated");
            return new SecretRotation(secret, secrets.rotate(id.value(), secret, clock.instant()));
        });
    }

    private Webhook lock(WebhookId id) {
        return webhooks.lock(id).orElseThrow(WebhookService::notFound);
    }

    private static NotFound notFound() {
        return new NotFound("There is no such webhook");
    }
}
