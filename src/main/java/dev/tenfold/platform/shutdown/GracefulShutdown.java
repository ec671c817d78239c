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
 * The first thing that stops. New connections are refused, which any balancer may safely try elsewhere, and every answer on those that are
 * open says {@code Connection: close} (RFC 9112, 9.6), so that none is cut with a request on its way. Requests go on being answered meanwhile.
 * Then it waits for those that are at work. A port for operations is closed by Spring Boot before: a probe that is refused counts as not ready.
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

    /** Returns when every connection is closed, or after the notice when no request is at work any more. */
    @Override
    public void stop() {
        LOG.info("Stopping: new connections are refused, and those that are open are told to close for {} at most",
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
        connector.setShutdownIdleTimeout(-1); // connections that are kept alive stay open: a request may be on its way
        return connector.shutdown();
    }

    private void awaitClosed(CompletableFuture<?> closed) {
        try {
            closed.get(properties.drainNotice().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException someAreOpen) {
            LOG.debug("Some connections are open after the notice", someAreOpen);
        } catch (ExecutionException failed) {
            LOG.warn("Connections could not be closed", failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Requests on open connections are answered while any is at work: each answer ends its connection. */
    private void awaitIdle(long end) {
        try {
            while (requests.activeRequests() > 0 && System.nanoTime() - end < 0) {
                Thread.sleep(Duration.ofMillis(LOOK_MILLIS));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** A context may be closed for itself too, in tests above all. The JVM tells no other way. */
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

    /** A context that is paused, as tests leave those that others may need again, goes on: a closed door would stay closed. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    /** Before the web server's own graceful shutdown, and whatever else stops. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
