package dev.tenfold.traffic.requestlimits;

import dev.tenfold.api.problem.ProblemErrorHandler;
import dev.tenfold.api.problem.ProblemResponses;
import dev.tenfold.api.request.AccessLog;
import dev.tenfold.api.request.RequestIdHandler;
import dev.tenfold.api.request.Uploads;
import dev.tenfold.traffic.apiversion.VersionEndHandler;
import dev.tenfold.traffic.cors.CorsHandler;
import dev.tenfold.traffic.loadshedding.LoadSheddingHandler;
import dev.tenfold.traffic.ratelimit.RateLimitHandler;
import dev.tenfold.traffic.responsecache.PublicReadHandler;
import dev.tenfold.traffic.responsecache.ResponseCacheHandler;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.Executors;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.springframework.boot.jetty.autoconfigure.JettyServerProperties;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Builds Jetty's handlers, in the order in which a request passes them until it reaches Spring's servlet. Everything before {@link
 * WorkerThreadHandler} runs on the connector's own thread and must not block.
 */
@Configuration(proxyBeanMethods = false)
class JettyConfiguration {

    private static final int SHARE_OF_THREADS = 4;

    private final RequestLimitProperties properties;
    private final ProblemResponses problems;
    private final MeterRegistry metrics;

    JettyConfiguration(RequestLimitProperties properties, ProblemResponses problems, MeterRegistry metrics) {
        this.properties = properties;
        this.problems = problems;
        this.metrics = metrics;
    }

    @Bean
    WebServerFactoryCustomizer<JettyServletWebServerFactory> handlers(JettyServerProperties jetty, AccessLog accessLog,
            ProblemErrorHandler errors, CorsHandler cors, VersionEndHandler versions, RateLimitHandler limits, ResponseCacheHandler cache,
            LoadSheddingHandler overload, PublicReadHandler reads) {
        return factory -> factory.addServerCustomizers(server -> {
            server.setRequestLog(accessLog);
            server.setErrorHandler(cors.around(versions.around(errors)));
            if (properties.virtualThreads() && server.getThreadPool() instanceof QueuedThreadPool pool) {
                pool.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("request-", 0).factory()));
            }
            var slowReaders = new SlowReaders(properties, Math.max(1, jetty.getThreads().getMax() / SHARE_OF_THREADS), metrics);
            inFrontOf(server,
                    List.of(new RequestIdHandler(), new UnreadUploadHandler(), cors, versions,
                            new RequestHeadValidator(properties, problems), limits, cache,
                            wholeBodies(),
                            new UploadHandler(properties, problems), overload,
                            new WorkerThreadHandler(overload.deadline(), slowReaders, problems), reads));
            for (Connector connector : server.getConnectors()) {
                HttpConfiguration http = connector.getConnectionFactory(HttpConnectionFactory.class).getHttpConfiguration();
                http.setSendXPoweredBy(false);
                http.setHeaderCacheSize(0); // NGINX's connections carry requests of many users: their tokens would evict each other all the time
                server.addBean(new SlowClients((ServerConnector) connector, jetty.getMaxConnections(), properties, problems, metrics));
            }
        });
    }

    private EagerContentHandler wholeBodies() {
        var handler = new EagerContentHandler(new BodyBufferingHandler(properties, problems, metrics));
        handler.exclude(Uploads::isOne);
        return handler;
    }

    private static void inFrontOf(Server server, List<Handler.Singleton> handlers) {
        Handler next = server.getHandler();
        for (Handler.Singleton handler : handlers.reversed()) {
            handler.setHandler(next);
            next = handler;
        }
        server.setHandler(next);
    }
}
