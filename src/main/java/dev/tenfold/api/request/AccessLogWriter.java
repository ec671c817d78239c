package dev.tenfold.api.request;

import ch.qos.logback.core.joran.spi.ConsoleTarget;
import dev.tenfold.platform.worker.SupervisedLoop;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Writes the access log, on a thread of its own. Whoever answers a request only leaves an entry, and never waits: not for a lock, not for
 * standard output, and not for space in the buffer.
 */
@Component
class AccessLogWriter extends SupervisedLoop {

    /** By this name {@code logging.level.access} switches the access log off. */
    static final String NAME = "access";

    private static final Logger ACCESS = LoggerFactory.getLogger(NAME);
    private static final Logger LOG = LoggerFactory.getLogger(AccessLogWriter.class);

    /** The thread looks for entries so often. Nobody has to wake it, which would cost a request more than all the rest. */
    private static final Duration PAUSE = Duration.ofMillis(10);
    /** Before anything that may answer a request, and after it. */
    private static final int PHASE = Integer.MIN_VALUE;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final int BATCH_BYTES = 64 * 1024;

    private final int capacity;
    private final OutputStream output;
    private final AccessLine line;
    private final LineBuffer buffer = new LineBuffer();
    private final Counter dropped;
    private final Queue<AccessEntry> entries = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean open = true;

    /** Writes where the console appender of all other lines writes, one call a batch: so no line is torn by another. */
    @Autowired
    AccessLogWriter(LogProperties properties, MeterRegistry registry) {
        this(properties, registry, ConsoleTarget.SystemOut.getStream());
    }

    AccessLogWriter(LogProperties properties, MeterRegistry registry, OutputStream output) {
        super("access-log", PHASE, STOP_LIMIT);
        this.capacity = properties.accessBuffer();
        this.output = output;
        this.line = switch (properties.format()) {
            case JSON -> new JsonAccessLine();
            case TEXT -> new TextAccessLine(ZoneId.systemDefault());
        };
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
        super.start();
    }

    @Override
    protected void runOnce() throws InterruptedException {
        if (!writeBatch()) {
            await(PAUSE);
        }
    }

    @Override
    protected boolean hasUnfinishedWork() {
        return waiting.get() > 0;
    }

    /** Writes what waits, up to the size of a batch. Answers whether there may be more. */
    private boolean writeBatch() {
        buffer.clear();
        int lines = 0;
        boolean written = false;
        try {
            for (AccessEntry entry = entries.poll(); entry != null; entry = buffer.length() < BATCH_BYTES ? entries.poll() : null) {
                lines++;
                line.append(entry, buffer);
            }
            if (lines > 0) {
                buffer.writeTo(output);
            }
            written = true;
        } catch (IOException e) {
            LOG.warn("Lines of the access log could not be written: {}", e.toString());
        } finally {
            dropped.increment(written ? 0 : lines);
            waiting.addAndGet(-lines); // only now: whoever waits for zero waits until they are written
        }
        return buffer.length() >= BATCH_BYTES;
    }

    /** Takes no more entries, and returns when those it has are written, or after 5 s. */
    @Override
    public void stop() {
        open = false;
        super.stop();
        if (waiting.get() > 0) {
            LOG.warn("{} lines of the access log were not written in {}", waiting.get(), STOP_LIMIT);
        }
    }
}
