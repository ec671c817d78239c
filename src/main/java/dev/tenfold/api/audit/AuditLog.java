package dev.tenfold.api.audit;

import dev.tenfold.api.request.ClientAddress;
import dev.tenfold.api.request.RequestId;
import dev.tenfold.api.request.RequestInfo;
import dev.tenfold.platform.id.Uuids;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.platform.tracing.CurrentRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Records who changed what. An event is written in the transaction of the change, and logged after its commit. User, address and request
 * id are those of the current request.
 */
@Component
public class AuditLog {

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private final AuditRepository events;
    private final AuditFailures failures;
    private final ClientAddress addresses;
    private final Clock clock;

    AuditLog(AuditRepository events, AuditFailures failures, ClientAddress addresses, Clock clock) {
        this.events = events;
        this.failures = failures;
        this.addresses = addresses;
        this.clock = clock;
    }

    /**
     * Records a change by the caller of the current request, in the current transaction.
     * @param subject the id of what was changed, or null if there are several
     * @param detail what changed, in a few words and without secrets, or null if the kind says it
     */
    public void record(AuditKind kind, @Nullable UUID subject, @Nullable String detail) {
        HttpServletRequest request = CurrentRequest.get();
        RequestInfo info = request == null ? null : RequestInfo.of(request);
        record(kind, AuditOutcome.SUCCEEDED, info == null ? null : info.userId(), subject, detail);
    }

    /**
     * Records a change by a user who has proved who they are without an access token, for example by a password or by a link in a mail.
     * Otherwise like {@link #record(AuditKind, UUID, String)}.
     */
    public void recordBy(UUID user, AuditKind kind, UUID subject, @Nullable String detail) {
        record(kind, AuditOutcome.SUCCEEDED, user, subject, detail);
    }

    /**
     * Records an attempt that failed but changed something, in the current transaction: for example a second use of a refresh token, which
     * revokes others.
     * @param subject the account that was tried
     */
    public void recordRefusal(AuditKind kind, UUID subject, String detail) {
        record(kind, AuditOutcome.FAILED, null, subject, detail);
    }

    /**
     * Counts a failed attempt. It is written a few seconds later, together with equal ones, so that a flood of failures needs few rows and
     * delays nothing. Call it outside of transactions: a rollback does not undo it.
     * @param subject the account that was tried, or null if there is none
     */
    public void recordFailure(AuditKind kind, @Nullable UUID subject) {
        HttpServletRequest request = CurrentRequest.get();
        failures.add(kind, subject, request == null ? null : addresses.of(request), request == null ? null : RequestId.of(request));
    }

    private void record(AuditKind kind, AuditOutcome outcome, @Nullable UUID user, @Nullable UUID subject, @Nullable String detail) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            throw new IllegalStateException("An audit event must be recorded in the transaction of the change, and there is none");
        }
        HttpServletRequest request = CurrentRequest.get();
        var event = new AuditEvent(Uuids.next(), kind, outcome, user, subject, detail,
                request == null ? null : addresses.of(request), request == null ? null : RequestId.of(request), 1, clock.instant());
        events.add(List.of(event));
        Transactions.afterCommit(() -> log(event));
    }

    static void log(AuditEvent event) {
        LOG.atInfo().addKeyValue("audit_kind", event.kind().value()).addKeyValue("audit_outcome", event.outcome().value())
                .addKeyValue("audit_user", event.user()).addKeyValue("audit_subject", event.subject())
                .addKeyValue("audit_detail", event.detail()).addKeyValue("audit_address", event.address())
                .addKeyValue("audit_request", event.requestId()).addKeyValue("audit_count", event.count())
                .log("Audit: {} {}", event.kind().value(), event.outcome().value());
    }
}
