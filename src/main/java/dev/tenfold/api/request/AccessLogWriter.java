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
 * Writes the access log on its own thread. The threads that answer requests only add an entry and never wait: not for a lock, not for
 * standard output, and not for space in the buffer.
 */
@Component
class AccessLogWriter extends SupervisedLoop {

    /** The name of the logger: {@code logging.level.access} switches the access log off. */
    static final String NAME = "access";

    private static final Logger ACCESS = LoggerFactory.getLogger(NAME);
    private static final Logger LOG = LoggerFactory.getLogger(AccessLogWriter.class);

    /** How often the thread looks for entries. Waking it instead would cost a request more than everything else here. */
    private static final Duration PAUSE = Duration.ofMillis(10);
    /** Starts before everything that may answer a request, and stops after it. */
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

    /** Writes to the same stream as the console appender of all other lines, with one call for each batch, so lines are never mixed. */
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
                .description("Access log lines dropped because the queue was full. Should stay at 0").register(registry);
    }

    /** Adds an entry, which is written soon. Returns at once: an entry that does not fit is counted and dropped. */
    void write(AccessEntry entry) {
        if (!ACCESS.isInfoEnabled()) {
            return;
        }
        if (waiting.incrementAndGet() > capacity || !open) { // counted before the check whether the log is open: stop() waits for it
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

    /** Writes the waiting entries, up to the size of a batch. Returns whether there may be more. */
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
            LOG.warn("Could not write lines of the access log: {}", e.toString());
        } finally {
            dropped.increment(written ? 0 : lines);
            waiting.addAndGet(-lines); // only now, so that stop() waits until they are written
        }
        return buffer.length() >= BATCH_BYTES;
    }

    /** Accepts no more entries, and returns when the waiting ones are written, or after 5 s. */
    @Override
    public void stop() {
        open = false;
        super.stop();
        if (waiting.get() > 0) {
            LOG.warn("{} lines of the access log were still not written after {}", waiting.get(), STOP_LIMIT);
        }
    }
}
