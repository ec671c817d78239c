package dev.tenfold.intake;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Tomcat with a single thread, asked for two requests at once. */
class ThreadWaitTest {

    private static final Duration WORK = Duration.ofMillis(400);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void whoWaitsForTheOnlyThreadKnowsHowLongAndTheOtherDidNotWait(@TempDir Path folder) throws LifecycleException {
        var tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        var connector = new Connector(WatchedProtocol.class.getName());
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("minSpareThreads", "1");
        connector.setProperty("maxThreads", "1");
        tomcat.setConnector(connector);
        var context = tomcat.addContext("", folder.toString());
        Tomcat.addServlet(context, "slow", new Slow()).addMapping("/");
        tomcat.start();
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/")).timeout(LIMIT).build();
            List<CompletableFuture<String>> answers = IntStream.range(0, 2)
                    .mapToObj(_ -> http.sendAsync(request, BodyHandlers.ofString()).thenApply(answer -> answer.body())).toList();
            List<Long> waits = answers.stream().map(CompletableFuture::join).map(Long::valueOf).sorted().toList();
            assertThat(waits.getLast()).as("ms that the second waited").isBetween(WORK.toMillis() * 3 / 4, LIMIT.toMillis());
            assertThat(waits.getLast() - waits.getFirst()).as("more than the first did").isGreaterThan(WORK.toMillis() / 2);
        } finally {
            tomcat.stop();
            tomcat.destroy();
        }
    }

    private static final class Slow extends HttpServlet {

        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            long waited = ThreadWait.take();
            LockSupport.parkNanos(WORK.toNanos());
            response.getWriter().print(Duration.ofNanos(waited).toMillis());
            assertThat(ThreadWait.take()).isZero();
        }
    }
}
