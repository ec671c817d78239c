package dev.tenfold.messaging.outbound;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;

/** A receiver on this machine that answers as a test needs, down to single bytes, and records the requests. */
public final class WebhookReceiver implements AutoCloseable {

    private static final byte[] MEGABYTE = new byte[1024 * 1024];

    private final ServerSocket server;
    private final boolean tls;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong sent = new AtomicLong();
    private volatile Behaviour behaviour;

    private WebhookReceiver(ServerSocket server, boolean tls, Behaviour behaviour) {
        this.server = server;
        this.tls = tls;
        this.behaviour = behaviour;
        Thread.ofVirtual().start(this::accept);
    }

    /** A recorded request; the names of headers are in lower case. */
    public record Received(String requestLine, Map<String, String> headers, String body) {

        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** How it answers a request. */
    public interface Behaviour {
        void answer(WebhookReceiver server, Received request, OutputStream out) throws IOException;
    }

    public static WebhookReceiver start(Behaviour behaviour) {
        try {
            return new WebhookReceiver(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), false, behaviour);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static WebhookReceiver start(SSLContext context, Behaviour behaviour) throws IOException {
        var factory = context.getServerSocketFactory();
        return new WebhookReceiver(factory.createServerSocket(0, 100, InetAddress.getLoopbackAddress()), true, behaviour);
    }

    public static Behaviour status(int status) {
        return (server, request, out) -> server.write(out, "HTTP/1.1 " + status + " So\r\nContent-Length: 2\r\n\r\nok");
    }

    /** Answers with {@code Retry-After} of this many seconds. */
    public static Behaviour busy(int seconds) {
        return (server, request, out) -> server.write(out,
                "HTTP/1.1 503 Busy\r\nRetry-After: " + seconds + "\r\nContent-Length: 0\r\n\r\n");
    }

    public static Behaviour hang() {
        return (server, request, out) -> LockSupport.park();
    }

    /** Sends a byte of the response's head every 20 ms, for ever. No single read would time out. */
    public static Behaviour drip() {
        return (server, request, out) -> {
            server.write(out, "HTTP/1.1 200 OK\r\nX-Slow: ");
            server.dripForEver(out);
        };
    }

    /** Sends the head at once, then a byte of the body every 20 ms. */
    public static Behaviour dripBody() {
        return (server, request, out) -> {
            server.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            server.dripForEver(out);
        };
    }

    /** Sends a gigabyte, as fast as it is read. */
    public static Behaviour flood() {
        return (server, request, out) -> {
            server.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
            for (int megabyte = 0; megabyte < 1024; megabyte++) {
                out.write(MEGABYTE);
                server.sent.addAndGet(MEGABYTE.length);
            }
        };
    }

    public static Behaviour redirect(String to) {
        return (server, request, out) -> server.write(out,
                "HTTP/1.1 307 Elsewhere\r\nLocation: " + to + "\r\nContent-Length: 0\r\n\r\n");
    }

    public void behave(Behaviour next) {
        behaviour = next;
    }

    public String url(String host) {
        return (tls ? "https" : "http") + "://" + host + ":" + server.getLocalPort() + "/hook";
    }

    public String url() {
        return url("127.0.0.1");
    }

    public List<Received> received() {
        return received;
    }

    /** How many bytes of such responses were sent. */
    long sent() {
        return sent.get();
    }

    private void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private void dripForEver(OutputStream out) throws IOException {
        while (!server.isClosed()) {
            write(out, "x");
            LockSupport.parkNanos(20_000_000);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Received request = read(new BufferedInputStream(socket.getInputStream()));
            received.add(request);
            behaviour.answer(this, request, socket.getOutputStream());
        } catch (IOException gone) {
            // the sender has closed the connection
        } finally {
            open.remove(socket);
        }
    }

    private static Received read(InputStream in) throws IOException {
        List<String> head = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            head.add(line);
        }
        if (head.isEmpty()) {
            throw new EOFException();
        }
        Map<String, String> headers = new HashMap<>();
        head.stream().skip(1).map(line -> line.split(": ", 2)).forEach(it -> headers.put(it[0].toLowerCase(Locale.ROOT), it[1]));
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new Received(head.getFirst(), headers, new String(body, StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
