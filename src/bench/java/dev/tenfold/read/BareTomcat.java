package dev.tenfold.read;

import dev.tenfold.services.EndsWithItsParent;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.File;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.http11.AbstractHttp11Protocol;

/** The floor: a Tomcat as the service has it, and in it one servlet that writes answers which it was given, headers and all. */
final class BareTomcat {

    /** Tomcat writes these by itself. */
    private static final Set<String> ITS_OWN = Set.of("date", "connection", "keep-alive", "transfer-encoding", "content-length", "content-type");
    private static final String HEADER_SEPARATOR = ": ";
    private static final int KEEP_ALIVE_REQUESTS = 10_000;
    private static final int KEEP_ALIVE_MILLIS = 75_000;

    private BareTomcat() {}

    /** An answer as one argument of {@link #main}. */
    static String argument(String path, HttpResponse<String> answer) {
        var lines = new StringBuilder(path).append('\n').append(answer.headers().firstValue("Content-Type").orElseThrow()).append('\n');
        answer.headers().map().forEach((header, values) -> {
            if (!ITS_OWN.contains(header.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> lines.append(header).append(HEADER_SEPARATOR).append(value).append('\n'));
            }
        });
        lines.append('\n').append(answer.body());
        return Base64.getEncoder().encodeToString(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    public static void main(String[] arguments) throws LifecycleException, IOException {
        new EndsWithItsParent();
        Map<String, Answer> answers = new HashMap<>();
        for (String argument : List.of(arguments).subList(1, arguments.length)) {
            var answer = new Answer(new String(Base64.getDecoder().decode(argument), StandardCharsets.UTF_8));
            answers.put(answer.path, answer);
        }
        var tomcat = new Tomcat();
        File folder = Files.createTempDirectory("bare-tomcat-").toFile();
        folder.deleteOnExit();
        tomcat.setBaseDir(folder.getPath());
        var connector = new Connector();
        connector.setPort(Integer.parseInt(arguments[0]));
        var protocol = (AbstractHttp11Protocol<?>) connector.getProtocolHandler();
        protocol.setMaxKeepAliveRequests(KEEP_ALIVE_REQUESTS);
        ((AbstractProtocol<?>) protocol).setKeepAliveTimeout(KEEP_ALIVE_MILLIS);
        tomcat.setConnector(connector);
        var context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "answers", new Answers(answers)).addMapping("/");
        tomcat.start();
        tomcat.getServer().await();
    }

    private static final class Answer {

        private final String path;
        private final String type;
        private final List<String[]> headers;
        private final byte[] body;

        Answer(String text) {
            int end = text.indexOf("\n\n");
            List<String> lines = text.substring(0, end).lines().toList();
            this.path = lines.get(0);
            this.type = lines.get(1);
            this.headers = lines.subList(2, lines.size()).stream().map(line -> line.split(HEADER_SEPARATOR, 2)).toList();
            this.body = text.substring(end + 2).getBytes(StandardCharsets.UTF_8);
        }
    }

    private static final class Answers extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private final transient Map<String, Answer> answers;

        Answers(Map<String, Answer> answers) {
            this.answers = answers;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Answer answer = answers.get(request.getRequestURI());
            if (answer == null) {
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
                return;
            }
            for (String[] header : answer.headers) {
                response.addHeader(header[0], header[1]);
            }
            response.setContentType(answer.type);
            response.setContentLength(answer.body.length);
            response.getOutputStream().write(answer.body);
        }
    }
}
