package dev.tenfold.platform.shutdown;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The first step of a shutdown. New connections are refused, so a load balancer can safely try another instance. Every response on an
 * open connection has {@code Connection: close} (RFC 9112, 9.6), so no connection is closed while a request is on its way. Requests are
 * still answered in this time. After that it waits for active requests. Spring Boot has closed the operations port before: a probe that
 * is refused counts as not ready.
 */
@Component
class GracefulShutdown implements SmartLifecycle, ApplicationListener<WebServerInitializedEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(GracefulShutdown.class);
    private static final String MANAGEMENT = "management";
    private static final long LOOK_MILLIS = 20;

    private final ApplicationContext context;
    private final ShutdownProperties properties;
    private final ActiveRequests requests;
    private final List<ServerConnector> connectors = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean running;

    GracefulShutdown(ApplicationContext context, ShutdownProperties properties, ActiveRequests requests) {
        this.context = context;
        this.properties = properties;
        this.requests = requests;
    }

    @Override
    public void onApplicationEvent(WebServerInitializedEvent event) {
        if (event.getWebServer() instanceof JettyWebServer server
                && !WebServerApplicationContext.hasServerNamespace(event.getApplicationContext(), MANAGEMENT)) {
            for (Connector connector : server.getServer().getConnectors()) {
                if (connector instanceof ServerConnector network) {
                    connectors.add(network);
                }
            }
        }
    }

    @Override
    public void start() {
        running = true;
    }

    /** Returns when every connection is closed, or once the drain notice has passed and no request is active. */
    @Override
    public void stop() {
        LOG.info("Stopping: new connections are refused. Open connections have up to {} to close",
                properties.drainNotice());
        if (isTheProcessEnding()) {
            ShutdownWatchdog.start(properties.timeout());
        }
        AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
        long start = System.nanoTime();
        awaitClosed(CompletableFuture.allOf(connectors.stream().map(GracefulShutdown::refuseNew).toArray(CompletableFuture[]::new)));
        awaitIdle(start + properties.timeout().toNanos());
        running = false;
    }

    private static CompletableFuture<?> refuseNew(ServerConnector connector) {
        connector.setShutdownIdleTimeout(-1); // keep idle connections open: a request may be on its way
        return connector.shutdown();
    }

    private void awaitClosed(CompletableFuture<?> closed) {
        try {
            closed.get(properties.drainNotice().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException someAreOpen) {
            LOG.debug("Some connections are still open after the drain notice", someAreOpen);
        } catch (ExecutionException failed) {
            LOG.warn("Could not close the connections", failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until no request is active. Requests on open connections are still answered; each response closes its connection. */
    private void awaitIdle(long end) {
        try {
            while (requests.activeRequests() > 0 && System.nanoTime() - end < 0) {
                Thread.sleep(Duration.ofMillis(LOOK_MILLIS));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the JVM is shutting down. A context may also be closed alone, mostly in tests. The JVM has no other way to find out. */
    private static boolean isTheProcessEnding() {
        try {
            Runtime.getRuntime().removeShutdownHook(new Thread());
            return false;
        } catch (IllegalStateException ending) {
            return true;
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** False: tests pause a context that other tests may use again, and a connector that was closed would stay closed. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    /** Stops before the web server's own graceful shutdown and all other beans. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
