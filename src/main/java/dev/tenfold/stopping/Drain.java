package dev.tenfold.stopping;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The first thing that stops. New connections are refused, which any balancer may safely try elsewhere, and every answer on those that are
 * open says {@code Connection: close} (RFC 9112, 9.6), so that none is cut with a request on its way. Requests go on being answered meanwhile:
 * Tomcat's own pause, which Spring Boot's graceful shutdown begins with, answers 503 on connections that are kept alive.
 */
@Component
class Drain implements SmartLifecycle, ApplicationListener<WebServerInitializedEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
    private static final int THIS_ONE_ONLY = 1;

    private final ApplicationContext context;
    private final StoppingProperties properties;
    private final List<Connector> connectors = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean running;

    Drain(ApplicationContext context, StoppingProperties properties) {
        this.context = context;
        this.properties = properties;
    }

    @Override
    public void onApplicationEvent(WebServerInitializedEvent event) {
        if (event.getWebServer() instanceof TomcatWebServer server) {
            connectors.addAll(List.of(server.getTomcat().getService().findConnectors()));
        }
    }

    @Override
    public void start() {
        running = true;
    }

    /** Returns when every connection is closed, or after the notice. */
    @Override
    public void stop() {
        LOG.info("Stopping: new connections are refused, and those that are open are told to close for {} at most", properties.notice());
        if (isTheProcessEnding()) {
            Watchdog.start(properties.limit());
        }
        AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
        List<AbstractProtocol<?>> open =
                connectors.stream().<AbstractProtocol<?>>map(connector -> (AbstractProtocol<?>) connector.getProtocolHandler()).toList();
        open.forEach(Drain::refuseNew);
        long end = System.nanoTime() + properties.notice().toNanos();
        open.forEach(protocol -> protocol.awaitConnectionsClose(Math.max(0, (end - System.nanoTime()) / 1_000_000)));
        running = false;
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

    private static void refuseNew(AbstractProtocol<?> protocol) {
        if (protocol instanceof AbstractHttp11Protocol<?> http) {
            http.setMaxKeepAliveRequests(THIS_ONE_ONLY);
        }
        protocol.closeServerSocketGraceful();
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
