package dev.tenfold.api.audit;

import dev.tenfold.platform.id.Uuids;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Counts failed attempts by kind, account and address, and writes the counts at intervals. The number of rows is limited: failures beyond
 * it are counted by their kind alone.
 */
@Component
class AuditFailures {

    private static final Logger LOG = LoggerFactory.getLogger(AuditFailures.class);
    static final String OTHERS = "others, of more accounts and addresses than are kept apart";

    private final AuditRepository events;
    private final Clock clock;
    private final int most;
    private final Counter merged;
    private Map<Source, Failures> counted = new HashMap<>();
    private Map<AuditKind, Failures> others = new EnumMap<>(AuditKind.class);

    AuditFailures(AuditRepository events, Clock clock, AuditProperties properties, MeterRegistry metrics) {
        this.events = events;
        this.clock = clock;
        this.most = properties.maxFailures();
        this.merged = Counter.builder("tenfold.audit.failures.merged")
                .description("Failed attempts that are counted without their account and address, because there were too many")
                .register(metrics);
    }

    synchronized void add(AuditKind kind, @Nullable UUID subject, @Nullable String address, @Nullable String requestId) {
        var first = new Failures(requestId, clock.instant(), 1);
        if (!count(new Source(kind, subject, address), first)) {
            others.merge(kind, first, Failures::plus);
            merged.increment();
        }
    }

    /** Adds failures of a source. Returns false if there are too many sources. */
    private boolean count(Source source, Failures failures) {
        if (!counted.containsKey(source) && counted.size() >= most) {
            return false;
        }
        counted.merge(source, failures, Failures::plus);
        return true;
    }

    /**
     * Writes what was counted. If the database does not accept it, the counts are kept for the next time. Also runs at the end, before the
     * data source is closed, because this bean uses it.
     */
    @PreDestroy
    @Scheduled(fixedDelayString = "${tenfold.audit.flush-interval:" + AuditProperties.FLUSH_INTERVAL + "}")
    void flush() {
        List<AuditEvent> counts = take();
        if (counts.isEmpty()) {
            return;
        }
        try {
            events.add(counts);
        } catch (DataAccessException | TransactionException away) {
            LOG.warn("Could not write {} audit events of failures, retrying later: {}", counts.size(), away.getMessage());
            restore(counts);
            return;
        }
        counts.forEach(AuditLog::log);
    }

    private synchronized List<AuditEvent> take() {
        List<AuditEvent> counts = Stream.concat(
                counted.entrySet().stream()
                        .map(entry -> event(entry.getKey().kind(), entry.getKey().subject(), entry.getKey().address(), null,
                                entry.getValue())),
                others.entrySet().stream().map(entry -> event(entry.getKey(), null, null, OTHERS, entry.getValue()))).toList();
        counted = new HashMap<>();
        others = new EnumMap<>(AuditKind.class);
        return counts;
    }

    private synchronized void restore(List<AuditEvent> counts) {
        for (AuditEvent event : counts) {
            var failures = new Failures(event.requestId(), event.createdAt(), event.count());
            boolean hasSource = event.detail() == null;
            if (!hasSource || !count(new Source(event.kind(), event.subject(), event.address()), failures)) {
                others.merge(event.kind(), failures, Failures::plus);
            }
        }
    }

    private static AuditEvent event(AuditKind kind, @Nullable UUID subject, @Nullable String address, @Nullable String detail,
            Failures failures) {
        return new AuditEvent(Uuids.next(), kind, AuditOutcome.FAILED, null, subject, detail, address, failures.requestId(),
                failures.count(), failures.first());
    }

    private record Source(AuditKind kind, @Nullable UUID subject, @Nullable String address) {}

    /**
     * Equal failures.
     * @param requestId of the first one
     * @param first when the first one happened
     */
    private record Failures(@Nullable String requestId, Instant first, int count) {

        Failures plus(Failures later) {
            long sum = (long) count + later.count;
            return new Failures(requestId, first, (int) Math.min(Integer.MAX_VALUE, sum));
        }
    }
}
