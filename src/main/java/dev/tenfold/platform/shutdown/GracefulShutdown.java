package dev.tenfold.platform.shutdown;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
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
    private static final Duration LOOK = Duration.ofMillis(20);

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
        connectors.forEach(GracefulShutdown::refuseNew);
        await(() -> connectors.stream().allMatch(connector -> connector.getConnectedEndPoints().isEmpty()),
                start + properties.drainNotice().toNanos());
        await(() -> requests.activeRequests() == 0, start + properties.timeout().toNanos());
        running = false;
    }

    /**
     * Stops listening, and lets each response from now on close its connection. Jetty's own {@code shutdown()} would also close a connection
     * whose response did not say so, because it was being written at that moment.
     */
    private static void refuseNew(ServerConnector connector) {
        for (ConnectionFactory factory : connector.getConnectionFactories()) {
            if (factory instanceof HttpConfiguration.ConnectionFactory http) {
                http.getHttpConfiguration().setPersistentConnectionsEnabled(false);
            }
        }
        connector.close();
    }

    /** Waits for a condition, until a time of {@link System#nanoTime}. Requests on open connections are still answered meanwhile. */
    private static void await(BooleanSupplier condition, long end) {
        try {
            while (!condition.getAsBoolean() && System.nanoTime() - end < 0) {
                Thread.sleep(LOOK);
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
