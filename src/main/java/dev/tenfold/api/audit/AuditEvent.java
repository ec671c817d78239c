package dev.tenfold.api.audit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to an account, a key, a product or an order.
 * @param user who did it, or null if nobody was signed in
 * @param subject the id of what it is about, or null if there is none
 * @param address the client's address, or null if no client asked for it
 * @param count how many equal failures this event stands for
 */
record AuditEvent(UUID id, AuditKind kind, AuditOutcome outcome, @Nullable UUID user, @Nullable UUID subject, @Nullable String detail,
        @Nullable String address, @Nullable String requestId, int count, Instant createdAt) {}
