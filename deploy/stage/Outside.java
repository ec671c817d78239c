import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What is outside of the deployment: a receiver of webhooks on port 8080, and a mail server (RFC 5321) on port 2525. Each prints what it gets, a line for
 * a webhook, and the lines of a mail.
 */
class Outside {

    private static final int NO_CONTENT = 204;
    private static final int SILENCE_MS = 10_000;

    static void main() throws IOException {
        HttpServer receiver = HttpServer.create(new InetSocketAddress(8080), 0);
        receiver.createContext("/", request -> {
            String body = new String(request.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            IO.println("webhook " + request.getRequestHeaders().getFirst("webhook-id") + " " + body);
            request.sendResponseHeaders(NO_CONTENT, -1);
            request.close();
        });
        receiver.start();
        try (var mail = new ServerSocket(2525)) {
            IO.println("ready");
            while (true) {
                Socket client = mail.accept();
                Thread.startVirtualThread(() -> serve(client));
            }
        }
    }

    private static void serve(Socket client) {
        try (client; var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
                var out = new PrintStream(client.getOutputStream(), true, StandardCharsets.UTF_8)) {
            client.setSoTimeout(SILENCE_MS);
            out.print("220 outside\r\n");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String verb = line.substring(0, Math.min(4, line.length())).toUpperCase(Locale.ROOT);
                switch (verb) {
                    case "DATA" -> {
                        out.print("354 go on\r\n");
                        for (String text = in.readLine(); text != null && !text.equals("."); text = in.readLine()) {
                            IO.println("mail " + text);
                        }
                        out.print("250 accepted\r\n");
                    }
                    case "QUIT" -> {
                        out.print("221 bye\r\n");
                        return;
                    }
                    case "RCPT" -> {
                        IO.println("mail " + line);
                        out.print("250 ok\r\n");
                    }
                    default -> out.print("250 ok\r\n"); // EHLO, MAIL, RSET, NOOP
                }
            }
        } catch (IOException gone) {
            IO.println("a client of the mail server is gone: " + gone.getMessage());
        }
    }
}
