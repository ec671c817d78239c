package dev.tenfold.shop.inventory;

import dev.tenfold.api.audit.AuditKind;
import dev.tenfold.api.audit.AuditLog;
import dev.tenfold.api.idempotency.Idempotency;
import dev.tenfold.api.idempotency.IdempotencyKey;
import dev.tenfold.api.idempotency.OperationResult;
import dev.tenfold.api.idempotency.StoredResponse;
import dev.tenfold.messaging.outbox.EventFactory;
import dev.tenfold.messaging.outbox.Outbox;
import dev.tenfold.platform.failure.Failure.InsufficientStock;
import dev.tenfold.platform.failure.Failure.Invalid;
import dev.tenfold.platform.failure.Failure.NotFound;
import dev.tenfold.platform.failure.Failure.Shortage;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.security.identity.Caller;
import dev.tenfold.shop.ProductId;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Service;

/** Reads the stock, and changes it by hand. */
@Service
class StockService {

    private final StockRepository stock;
    private final Idempotency idempotency;
    private final Outbox outbox;
    private final EventFactory events;
    private final Transactions transactions;
    private final Clock clock;
    private final AuditLog audit;

    StockService(StockRepository stock, Idempotency idempotency, Outbox outbox, EventFactory events, Transactions transactions,
            Clock clock, AuditLog audit) {
        this.stock = stock;
        this.idempotency = idempotency;
        this.outbox = outbox;
        this.events = events;
        this.transactions = transactions;
        this.clock = clock;
        this.audit = audit;
    }

    /**
     * How many pieces can be ordered now.
     * @throws NotFound when there is no such product
     */
    long available(ProductId product) {
        return stock.available(product).orElseThrow(StockService::notFound);
    }

    /**
     * Increases or reduces the stock, once for this caller and key. A refusal because of too little stock is a response too, and is
     * stored.
     */
    StoredResponse adjust(Caller caller, IdempotencyKey key, ProductId product, Adjustment adjustment) {
        return transactions.run(() -> idempotency.once(caller.id().value(), key, List.of("adjust stock", product, adjustment),
                () -> OperationResult.created(null, adjust(product, adjustment.delta(), adjustment.reason()))));
    }

    /** Decides while the stock is locked, so that the stock named in a refusal is the one the decision was based on. */
    private StockAdjustment adjust(ProductId product, long delta, String reason) {
        long available = stock.lock(product).orElseThrow(StockService::notFound);
        if (available + delta < 0) {
            throw new InsufficientStock(List.of(new Shortage(product.value(), -delta, available)));
        }
        if (delta > 0 && available + delta > StockRepository.MOST) { // returned stock may have exceeded the maximum: reducing it is still allowed
            throw new Invalid("/delta", "out_of_range", "would bring the stock above " + StockRepository.MOST);
        }
        StockAdjustment adjusted = stock.adjust(product, delta, reason, clock.instant());
        audit.record(AuditKind.STOCK_ADJUSTMENT, product.value(), String.format(Locale.ROOT, "%+d", delta));
        outbox.add(List.of(events.of(new StockChanged(product, adjusted.available()), adjusted.createdAt())));
        return adjusted;
    }

    private static NotFound notFound() {
        return new NotFound("There is no such product");
    }
}
