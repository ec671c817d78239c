package dev.tenfold.problem;

import dev.tenfold.request.RequestId;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Answers what Tomcat refuses before any filter sees it (bad request lines, bad URIs) as problem documents too. */
class ProblemValve extends ErrorReportValve {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemValve.class);

    private final Problems problems;

    ProblemValve(Problems problems) {
        this.problems = problems;
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        Failure failure = Problems.ofStatus(response.getStatus(), ErrorPages.reason(response.getStatus()));
        String uri = request.getRequestURI();
        Occasion occasion = new Occasion(uri == null ? "" : uri, RequestId.choose(request.getHeader(RequestId.HEADER)));
        problems.count(failure);
        response.setHeader(RequestId.HEADER, occasion.requestId());
        response.setContentType(Problem.MEDIA_TYPE.toString());
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        try {
            Writer writer = response.getReporter();
            if (writer != null) {
                writer.write(new String(problems.bytes(failure, occasion), StandardCharsets.UTF_8));
                response.finishResponse();
            }
        } catch (IOException gone) {
            LOG.debug("The client did not wait for its answer", gone);
        }
    }

    /** Puts the valve into Tomcat's host, inside of Spring Boot's own, so that it speaks first. */
    @Component
    @Order(Ordered.LOWEST_PRECEDENCE)
    static class Installer implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

        private final Problems problems;

        Installer(Problems problems) {
            this.problems = problems;
        }

        @Override
        public void customize(TomcatServletWebServerFactory factory) {
            factory.addContextCustomizers(context -> {
                if (context.getParent() instanceof StandardHost host) {
                    host.setErrorReportValveClass(ProblemValve.class.getName());
                    host.getPipeline().addValve(new ProblemValve(problems));
                }
            });
        }
    }
}
