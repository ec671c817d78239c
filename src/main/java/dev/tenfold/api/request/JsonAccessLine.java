package dev.tenfold.api.request;

import java.time.ZoneOffset;

import static dev.tenfold.api.request.LineBuffer.ascii;

/**
 * The access log in the same format as the encoder of {@code logging/json.xml} writes all other lines: the same members in the same
 * order. That encoder uses reflection for each argument, and takes several times as long.
 */
final class JsonAccessLine implements AccessLine {

    private static final byte[] TIME = ascii("{\"@timestamp\":\"");
    private static final byte[] MESSAGE = ascii("Z\",\"@version\":\"1\",\"message\":\"");
    private static final byte[] THREAD = ascii("\",\"logger_name\":\"" + AccessLogWriter.NAME + "\",\"thread_name\":\"");
    private static final byte[] LEVEL = ascii("\",\"level\":\"INFO\",\"level_value\":20000");
    private static final byte[] REQUEST_ID = ascii(",\"" + RequestId.MDC_KEY + "\":\"");
    private static final byte[] TRACE_ID = ascii(",\"" + TraceId.MDC_KEY + "\":\"");
    private static final byte[] METHOD = ascii(",\"method\":\"");
    private static final byte[] ROUTE = ascii("\",\"route\":\"");
    private static final byte[] STATUS = ascii("\",\"status\":");
    private static final byte[] DURATION = ascii(",\"duration_ms\":");
    private static final byte[] USER = ascii(",\"user\":\"");
    private static final byte[] END = ascii("\"}" + System.lineSeparator());

    private final TimestampFormatter clock = new TimestampFormatter("uuuu-MM-dd'T'HH:mm:ss", ZoneOffset.UTC);

    @Override
    public void append(AccessEntry entry, LineBuffer to) {
        to.append(TIME);
        clock.exact(entry.time(), to).append(MESSAGE);
        AccessLine.message(entry, to);
        to.append(THREAD).escaped(entry.thread()).append(LEVEL);
        to.append(REQUEST_ID).escaped(entry.requestId()).append('"');
        if (entry.traceId() != null) {
            to.append(TRACE_ID).escaped(entry.traceId()).append('"');
        }
        to.append(METHOD).escaped(entry.method());
        to.append(ROUTE).escaped(entry.route());
        to.append(STATUS).number(entry.status());
        to.append(DURATION).millis(entry.nanos());
        to.append(USER).escaped(entry.user()).append(END);
    }
}
