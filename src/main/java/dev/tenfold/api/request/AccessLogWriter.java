package dev.tenfold.api.request;

import ch.qos.logback.core.joran.spi.ConsoleTarget;
import dev.tenfold.api.request.LogProperties.Format;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Writes the access log, on a thread of its own. Whoever answers a request only leaves an entry, and never waits: not for a lock, not for
 * standard output, and not for space in the buffer.
 */
@Component
class AccessLogWriter implements SmartLifecycle {

    /** By this name {@code logging.level.access} switches the access log off. */
    static final String NAME = "access";

    private static final Logger ACCESS = LoggerFactory.getLogger(NAME);
    private static final Logger LOG = LoggerFactory.getLogger(AccessLogWriter.class);

    /** The thread looks for entries so often. Nobody has to wake it, which would cost a request more than all the rest. */
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final int BATCH_BYTES = 64 * 1024;

    private final int capacity;
    private final OutputStream output;
    private final Format format;
    private final Counter dropped;
    private final Queue<AccessEntry> entries = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean open = true;
    private volatile @Nullable Thread thread;

    /** Writes where the console appender of all other lines writes, one call a batch: so no line is torn by another. */
    @Autowired
    AccessLogWriter(LogProperties properties, MeterRegistry registry) {
        this(properties, registry, ConsoleTarget.SystemOut.getStream());
    }

    AccessLogWriter(LogProperties properties, MeterRegistry registry, OutputStream output) {
        this.capacity = properties.accessBuffer();
        this.output = output;
        this.format = properties.format();
        this.dropped = Counter.builder("tenfold.access.log.dropped")
                .description("Lines of the access log that were not written, because too many waited: should not move").register(registry);
    }

    /** Leaves an entry to be written soon. Returns at once: an entry that does not fit is counted and forgotten. */
    void write(AccessEntry entry) {
        if (!ACCESS.isInfoEnabled()) {
            return;
        }
        if (waiting.incrementAndGet() > capacity || !open) { // counted before it looks whether the log is open: stop() waits for it
            waiting.decrementAndGet();
            dropped.increment();
            return;
        }
        entries.add(entry);
    }

    @Override
    public void start() {
        open = true;
        thread = Thread.ofPlatform().daemon().name("access-log").start(this::run);
    }

    private void run() {
        var buffer = new LineBuffer();
        AccessLine line = switch (format) {
            case JSON -> new JsonAccessLine();
            case TEXT -> new TextAccessLine(ZoneId.systemDefault());
        };
        while (open || waiting.get() > 0) {
            if (!writeBatch(line, buffer)) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /** Writes what waits, up to the size of a batch. Answers whether there may be more. */
    private boolean writeBatch(AccessLine line, LineBuffer buffer) {
        buffer.clear();
        int lines = 0;
        while (buffer.length() < BATCH_BYTES) {
            AccessEntry entry = entries.poll();
            if (entry == null) {
                break;
            }
            line.append(entry, buffer);
            lines++;
        }
        if (lines == 0) {
            return false;
        }
        try {
            buffer.writeTo(output);
        } catch (IOException e) {
            dropped.increment(lines);
            LOG.warn("Lines of the access log could not be written: {}", e.toString());
        }
        waiting.addAndGet(-lines); // only now: whoever waits for zero waits until they are written
        return buffer.length() >= BATCH_BYTES;
    }

    /** Takes no more entries, and returns when those it has are written, or after 5 s. */
    @Override
    public void stop() {
        open = false;
        Thread writer = thread;
        if (writer == null) {
            return;
        }
        LockSupport.unpark(writer);
        try {
            if (!writer.join(STOP_LIMIT)) {
                LOG.warn("{} lines of the access log were not written in {}", waiting.get(), STOP_LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    /** Before anything that may answer a request, and after it. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}
