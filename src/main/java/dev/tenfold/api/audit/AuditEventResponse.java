package dev.tenfold.api.audit;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An audit event as admins see it. */
@Schema(name = "AuditEvent")
record AuditEventResponse(
        UUID id,
        AuditKind kind,
        AuditOutcome outcome,
        @Schema(description = "The user who did it. Null if nobody was signed in.") @Nullable UUID userId,
        @Schema(description = "The user, product, order, job or webhook that the event is about. "
                + "Null if a failed attempt named no known account, or the event is about many jobs.") @Nullable UUID subjectId,
        @Schema(description = "What changed, in a few words.", example = "user to admin", maxLength = 200) @Nullable String detail,
        @Schema(description = "The client's address; of IPv6, the first 64 bits.", example = "192.0.2.7",
                maxLength = 64) @Nullable String address,
        @Schema(description = "The `X-Request-Id` of the request; of several failures, that of the first one.",
                example = "019a9e2b7c1d7f3a9b643d2c1e0f4a5b", maxLength = 64) @Nullable String requestId,
        @Schema(description = "How many equal failures of a few seconds this event stands for.", example = "1", minimum = "1",
                maximum = "2147483647") int count,
        Instant createdAt) {

    static AuditEventResponse of(AuditEvent event) {
        return new AuditEventResponse(event.id(), event.kind(), event.outcome(), event.user(), event.subject(), event.detail(),
                event.address(), event.requestId(), event.count(), event.createdAt());
    }
}
