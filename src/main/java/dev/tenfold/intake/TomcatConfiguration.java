package dev.tenfold.intake;

import dev.tenfold.problem.Problems;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Has Tomcat's connections watched, and its unread bodies left unread. */
@Configuration(proxyBeanMethods = false)
class TomcatConfiguration {

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> watchedConnections(HttpProperties properties, Problems problems,
            MeterRegistry metrics, Shedder shedder) {
        var slowClients = new SlowClients(properties, problems, metrics);
        return tomcat -> {
            tomcat.setProtocol(WatchedProtocol.class.getName());
            tomcat.addConnectorCustomizers(connector -> {
                if (connector.getProtocolHandler() instanceof WatchedProtocol protocol) {
                    protocol.watchedBy(slowClients::look);
                    protocol.shedBy(shedder, problems);
                }
            });
        };
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> unreadBodies() {
        return tomcat -> tomcat.addEngineValves(new UnreadBodies());
    }
}
