package dev.tenfold.api.audit;

import dev.tenfold.api.paging.Cursors;
import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.Paging;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** Reads audit events. */
@Service
class AuditService {

    private final AuditRepository events;
    private final Cursors cursors;

    AuditService(AuditRepository events, Cursors cursors) {
        this.events = events;
        this.cursors = cursors;
    }

    /** Events, the newest first. */
    Page<AuditEvent> list(AuditFilter filter, Paging paging) {
        List<String> after = cursors.open(filter.scope(), paging, 1);
        List<AuditEvent> rows = events.list(filter, after == null ? null : UUID.fromString(after.getFirst()), paging.rows() + 1);
        return cursors.page(filter.scope(), paging, rows, event -> List.of(event.id().toString()), () -> events.count(filter));
    }
}
