package dev.tenfold.benchmark.read;

import dev.tenfold.testing.services.ParentProcessWatch;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** The floor: a Jetty with one handler, which writes answers that it was given, headers and all, on the connector's own thread. */
final class BareJetty {

    /** Jetty writes these by itself. */
    private static final Set<String> ITS_OWN = Set.of("date", "connection", "keep-alive", "transfer-encoding", "content-length", "server");
    private static final String HEADER_SEPARATOR = ": ";

    private BareJetty() {}

    /** An answer as one argument of {@link #main}. */
    static String argument(String path, HttpResponse<String> answer) {
        var lines = new StringBuilder(path).append('\n');
        answer.headers().map().forEach((header, values) -> {
            if (!ITS_OWN.contains(header.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> lines.append(header).append(HEADER_SEPARATOR).append(value).append('\n'));
            }
        });
        lines.append('\n').append(answer.body());
        return Base64.getEncoder().encodeToString(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    public static void main(String[] arguments) throws Exception { // what Jetty's start() declares
        new ParentProcessWatch();
        Map<String, Answer> answers = new HashMap<>();
        for (String argument : List.of(arguments).subList(1, arguments.length)) {
            var answer = new Answer(new String(Base64.getDecoder().decode(argument), StandardCharsets.UTF_8));
            answers.put(answer.path, answer);
        }
        var server = new Server();
        var configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        var connector = new ServerConnector(server, new HttpConnectionFactory(configuration));
        connector.setPort(Integer.parseInt(arguments[0]));
        server.addConnector(connector);
        server.setHandler(new Answers(answers));
        server.start();
        server.join();
    }

    private static final class Answer {

        private final String path;
        private final HttpFields headers;
        private final byte[] body;

        Answer(String text) {
            int end = text.indexOf("\n\n");
            List<String> lines = text.substring(0, end).lines().toList();
            this.path = lines.getFirst();
            this.body = text.substring(end + 2).getBytes(StandardCharsets.UTF_8);
            HttpFields.Mutable fields = HttpFields.build();
            lines.stream().skip(1).map(line -> line.split(HEADER_SEPARATOR, 2)).forEach(header -> fields.add(new HttpField(header[0], header[1])));
            this.headers = fields.put("Content-Length", body.length).asImmutable();
        }
    }

    private static final class Answers extends Handler.Abstract.NonBlocking {

        private final Map<String, Answer> answers;

        Answers(Map<String, Answer> answers) {
            this.answers = answers;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            Answer answer = answers.get(request.getHttpURI().getPath());
            if (answer == null) {
                Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
                return true;
            }
            response.setStatus(HttpStatus.OK_200);
            response.getHeaders().add(answer.headers);
            response.write(true, ByteBuffer.wrap(answer.body), callback);
            return true;
        }
    }
}
