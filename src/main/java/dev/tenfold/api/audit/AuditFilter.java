package dev.tenfold.api.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which events a list has; null means all. */
record AuditFilter(@Nullable UUID user, @Nullable UUID subject, @Nullable AuditKind kind) {

    static AuditFilter of(@Nullable AuditedId user, @Nullable AuditedId subject, @Nullable String kind) {
        return new AuditFilter(user == null ? null : user.value(), subject == null ? null : subject.value(),
                kind == null ? null : AuditKind.of(kind));
    }

    /** The parameters of the statement. */
    Map<String, @Nullable Object> parameters() {
        Map<String, @Nullable Object> parameters = new HashMap<>();
        parameters.put("user", user);
        parameters.put("subject", subject);
        parameters.put("kind", kind == null ? null : kind.value());
        return parameters;
    }

    /** The scope of the list's cursors. */
    String scope() {
        return String.join("\u0000", "audit events", String.valueOf(user), String.valueOf(subject), String.valueOf(kind));
    }
}
