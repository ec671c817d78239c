package dev.tenfold.testing.deploy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Serves one page to a browser, and takes what the page reports. */
final class PageServer implements AutoCloseable {

    private static final int LIMIT_SECONDS = 120;

    private final HttpServer server;
    private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();
    private volatile String page = "";

    PageServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> answer(exchange, page));
        server.createContext("/report", exchange -> {
            reports.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer(exchange, "");
        });
        server.start();
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void page(String html) {
        page = html;
    }

    /** Waits for the next report. */
    String report() throws InterruptedException {
        String report = reports.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (report == null) {
            throw new IllegalStateException("The page has reported nothing in " + LIMIT_SECONDS + " s");
        }
        return report;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
