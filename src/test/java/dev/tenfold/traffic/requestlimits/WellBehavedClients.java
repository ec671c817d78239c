package dev.tenfold.traffic.requestlimits;

import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.RawConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Well-behaved clients, each request over a new connection: reads, writes, and writes whose bodies arrive a moment after their heads.
 */
final class WellBehavedClients implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WellBehavedClients.class);
    static final int CLIENTS = 3;
    private static final int TIMEOUT_MS = 60_000;
    private static final String BODY = "{\"refresh_token\": \"x\"}";
    private static final String READ = "GET /api/v1/products HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
    private static final String WRITE = "POST /api/v1/auth/logout HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            + "Content-Type: application/json\r\nContent-Length: " + BODY.length() + "\r\n\r\n";

    private final int port;
    private final Queue<Long> nanos = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> clients;
    private volatile boolean stopped;

    WellBehavedClients(int port) {
        this.port = port;
        this.clients = IntStream.range(0, CLIENTS).mapToObj(_ -> Thread.ofPlatform().start(this::ask)).toList();
    }

    private void ask() {
        while (!stopped) {
            exchange(200, READ);
            exchange(204, WRITE + BODY);
            exchange(204, WRITE, BODY.substring(0, 1), BODY.substring(1));
        }
    }

    private void exchange(int status, String... pieces) {
        long start = System.nanoTime();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.setTcpNoDelay(true);
            for (String piece : pieces) {
                socket.getOutputStream().write(piece.getBytes(StandardCharsets.US_ASCII));
            }
            ApiResponse reply = RawConnection.read(socket.getInputStream());
            if (reply.status() == status) {
                nanos.add(System.nanoTime() - start);
            } else {
                failures.add(reply.status() + " " + reply.text());
            }
        } catch (IOException failure) {
            failures.add(failure.toString());
        }
    }

    int served() {
        return nanos.size();
    }

    Collection<String> failures() {
        return failures;
    }

    void report(String beside) {
        var sorted = new ArrayList<>(nanos);
        sorted.sort(null);
        LOG.info("beside {}: {} served, {} failed; p50 {} ms, p99 {} ms, longest {} ms", beside, sorted.size(), failures.size(),
                sorted.get(sorted.size() / 2) / 1_000_000, sorted.get(sorted.size() * 99 / 100) / 1_000_000,
                sorted.getLast() / 1_000_000);
    }

    @Override
    public void close() {
        stopped = true;
        for (Thread client : clients) {
            try {
                client.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
