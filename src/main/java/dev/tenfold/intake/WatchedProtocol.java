package dev.tenfold.intake;

import dev.tenfold.problem.Problems;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.AbstractEndpoint;
import org.apache.tomcat.util.net.NioChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tomcat's HTTP/1.1, whose connections somebody looks at again and again, and whose requests know how long they waited for a thread. Public with a public constructor, because Tomcat makes it by name. */
public final class WatchedProtocol extends Http11NioProtocol {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedProtocol.class);
    private static final Duration INTERVAL = Duration.ofMillis(250);

    private @Nullable Consumer<AbstractEndpoint<NioChannel, ?>> watcher;
    private @Nullable Future<?> watch;
    private @Nullable Supplier<Processor> processors;

    /** As Tomcat calls it. */
    public WatchedProtocol() {
        super(new TimedEndpoint());
    }

    void watchedBy(Consumer<AbstractEndpoint<NioChannel, ?>> newWatcher) {
        this.watcher = newWatcher;
    }

    void shedBy(Shedder shedder, Problems problems) {
        processors = () -> new SheddingProcessor(this, getAdapter(), shedder, problems);
    }

    @Override
    protected Processor createProcessor() {
        Supplier<Processor> own = processors;
        return own == null ? super.createProcessor() : own.get();
    }

    @Override
    public void start() throws Exception {
        super.start();
        Consumer<AbstractEndpoint<NioChannel, ?>> each = watcher;
        if (each != null) {
            watch = getUtilityExecutor().scheduleWithFixedDelay(() -> look(each), INTERVAL.toMillis(), INTERVAL.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    private void look(Consumer<AbstractEndpoint<NioChannel, ?>> each) {
        try {
            each.accept(getEndpoint());
        } catch (RuntimeException e) { // or nobody would look again
            LOG.warn("A look at the connections failed", e);
        }
    }

    @Override
    public void stop() throws Exception {
        if (watch != null) {
            watch.cancel(false);
        }
        super.stop();
    }
}
