package dev.tenfold.shop.user;

import dev.tenfold.api.audit.AuditKind;
import dev.tenfold.api.audit.AuditLog;
import dev.tenfold.security.identity.UserId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes what happens to users into the audit log. */
@Component
class UserAudit {

    private final AuditLog log;

    UserAudit(AuditLog log) {
        this.log = log;
    }

    /**
     * Records what differs, in the transaction of the change. Users may change their own names as they like, so only another's is recorded.
     * @param own whether the user makes the change
     */
    void changed(User before, User after, boolean password, boolean own) {
        if (!own && !before.name().equals(after.name())) {
            log.record(AuditKind.PROFILE_CHANGE, after.id().value(), null);
        }
        if (password) {
            log.record(AuditKind.PASSWORD_CHANGE, after.id().value(), null);
        }
        if (!before.email().equals(after.email())) {
            log.record(AuditKind.EMAIL_CHANGE, after.id().value(), null);
        }
        if (before.role() != after.role()) {
            log.record(AuditKind.ROLE_CHANGE, after.id().value(), before.role().value() + " to " + after.role().value());
        }
    }

    void deleted(User user) {
        log.record(AuditKind.USER_DELETION, user.id().value(), null);
    }

    void firstAdmin(User admin) {
        log.record(AuditKind.ROLE_CHANGE, admin.id().value(), "first admin, from the configuration");
    }

    void wrongPassword(AuditKind kind, @Nullable UserId account) {
        log.recordFailure(kind, account == null ? null : account.value());
    }
}
