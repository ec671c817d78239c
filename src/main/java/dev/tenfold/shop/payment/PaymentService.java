package dev.tenfold.shop.payment;

import dev.tenfold.api.audit.AuditKind;
import dev.tenfold.api.audit.AuditLog;
import dev.tenfold.api.idempotency.Idempotency;
import dev.tenfold.api.idempotency.OperationResult;
import dev.tenfold.api.idempotency.StoredResponse;
import dev.tenfold.api.problem.RequestContext;
import dev.tenfold.platform.failure.Failure.Conflict;
import dev.tenfold.platform.failure.Failure.Forbidden;
import dev.tenfold.platform.failure.Failure.Invalid;
import dev.tenfold.platform.failure.Failure.KeyReused;
import dev.tenfold.platform.failure.Failure.Malformed;
import dev.tenfold.platform.failure.Failure.NotFound;
import dev.tenfold.platform.failure.Failure.Unauthenticated;
import dev.tenfold.platform.id.Digests;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.shop.order.OrderService;
import dev.tenfold.shop.payment.PaymentEventRepository.KnownEvent;
import java.security.MessageDigest;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** Receives events of the payment provider. */
@Service
class PaymentService {

    private static final Logger LOG = LoggerFactory.getLogger(PaymentService.class);
    private static final int NO_CONTENT = 204;

    private final EventVerifier verifier;
    private final PaymentEventReader reader;
    private final PaymentEventRepository events;
    private final OrderService orders;
    private final Idempotency idempotency;
    private final AuditLog audit;
    private final Transactions transactions;
    private final Clock clock;

    PaymentService(EventVerifier verifier, PaymentEventReader reader, PaymentEventRepository events, OrderService orders,
            Idempotency idempotency, AuditLog audit, Transactions transactions, Clock clock) {
        this.verifier = verifier;
        this.reader = reader;
        this.events = events;
        this.orders = orders;
        this.idempotency = idempotency;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * The answer to an event: the same each time that the event comes. It is committed together with the payment.
     * @throws Forbidden when no secret is set
     * @throws Unauthenticated when the event is not signed by the provider
     * @throws Malformed when the body has unknown members or wrong types
     * @throws Invalid with every violation when the body is invalid
     * @throws KeyReused when another event had this id
     */
    StoredResponse receive(SignedEvent signed, RequestContext context) {
        String id = verify(signed);
        PaymentEvent event = reader.read(signed.body());
        byte[] fingerprint = Digests.sha256(signed.body());
        StoredResponse response = transactions.run(() -> once(id, fingerprint, event, context));
        if (response.status() != NO_CONTENT && !response.replayed()) {
            LOG.warn("Payment event {} for order {} was refused with status {}. If money was taken, a person must return it", id,
                    event.order(), response.status());
        }
        return response;
    }

    private String verify(SignedEvent signed) {
        try {
            return verifier.verify(signed);
        } catch (Unauthenticated refused) {
            audit.recordFailure(AuditKind.PAYMENT_EVENT, null);
            throw refused;
        }
    }

    private StoredResponse once(String id, byte[] fingerprint, PaymentEvent event, RequestContext context) {
        if (!events.add(id, fingerprint, clock.instant())) {
            KnownEvent known = events.get(id);
            if (!MessageDigest.isEqual(known.fingerprint(), fingerprint)) {
                throw new KeyReused();
            }
            return new StoredResponse(known.status(), null, known.body(), true);
        }
        StoredResponse response = idempotency.answer(() -> apply(event), context);
        events.answer(id, response.status(), response.body());
        return response;
    }

    /**
     * @throws NotFound when there is no such order
     * @throws Conflict when the order can no longer be paid
     */
    private OperationResult apply(PaymentEvent event) {
        if (event.status() == PaymentStatus.SUCCEEDED) {
            orders.confirmPayment(event.order(), event.amount(), event.reference());
            audit.record(AuditKind.PAYMENT_EVENT, event.order().value(), event.reference());
        }
        return OperationResult.noContent();
    }
}
