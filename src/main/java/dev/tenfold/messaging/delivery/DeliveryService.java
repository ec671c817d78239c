package dev.tenfold.messaging.delivery;

import dev.tenfold.api.audit.AuditKind;
import dev.tenfold.api.audit.AuditLog;
import dev.tenfold.api.paging.Cursors;
import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.messaging.webhook.WebhookId;
import dev.tenfold.messaging.webhook.WebhookService;
import dev.tenfold.platform.failure.Failure.Conflict;
import dev.tenfold.platform.failure.Failure.NotFound;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.platform.jdbc.Transactions;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Lists deliveries, and starts a delivery again. */
@Service
class DeliveryService {

    private final DeliveryRepository deliveries;
    private final WebhookService webhooks;
    private final Cursors cursors;
    private final Transactions transactions;
    private final AuditLog audit;

    DeliveryService(DeliveryRepository deliveries, WebhookService webhooks, Cursors cursors, Transactions transactions,
            AuditLog audit) {
        this.deliveries = deliveries;
        this.webhooks = webhooks;
        this.cursors = cursors;
        this.transactions = transactions;
        this.audit = audit;
    }

    /**
     * A webhook's deliveries, the newest first.
     * @throws NotFound when there is no such webhook
     */
    Page<Delivery> list(WebhookId webhook, @Nullable DeliveryStatus status, Paging paging) {
        webhooks.get(webhook);
        String scope = String.join("\u0000", "deliveries", webhook.toString(), String.valueOf(status));
        List<String> after = cursors.open(scope, paging, 1);
        List<Delivery> rows =
                deliveries.list(webhook, status, after == null ? null : UUID.fromString(after.getFirst()), paging.rows() + 1);
        return cursors.page(scope, paging, rows, delivery -> List.of(delivery.id().toString()), () -> deliveries.count(webhook, status));
    }

    /**
     * Starts a delivery again.
     * @throws NotFound when there is no such webhook or delivery
     * @throws Conflict when the webhook is disabled
     */
    Delivery redeliver(WebhookId webhook, DeliveryId id) {
        if (!webhooks.get(webhook).enabled()) {
            throw new Conflict(ProblemCode.WEBHOOK_DISABLED, "The webhook is disabled");
        }
        return transactions.run(() -> {
            Delivery again = deliveries.again(webhook, id).orElseThrow(() -> new NotFound("There is no such delivery"));
            audit.record(AuditKind.WEBHOOK_REDELIVERY, webhook.value(), "delivery " + id);
            return again;
        });
    }
}
