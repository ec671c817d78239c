package dev.tenfold.messaging.outbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as receivers get it: CloudEvents 1.0, JSON format, structured mode.
 * @param subject the id of the aggregate
 * @param sequence the extension attribute of that name: of two events of one subject, the later has the greater sequence, also when
 * compared as text
 * @param traceparent the extension attribute of "Distributed Tracing": the trace in which the event happened
 * @param data JSON, as it was written to the outbox
 */
record CloudEvent(String specversion, UUID id, String source, String type, String subject, Instant time, String datacontenttype,
        String sequence, @JsonInclude(Include.NON_NULL) @Nullable String traceparent, @JsonRawValue String data) {

    static final String CONTENT_TYPE = "application/cloudevents+json";

    static CloudEvent of(PendingEvent event, String source) {
        return new CloudEvent("1.0", event.id(), source, event.type(), event.aggregate().toString(), event.occurredAt(),
                "application/json", String.format(Locale.ROOT, "%019d", event.position()), event.traceparent(), event.data());
    }
}
