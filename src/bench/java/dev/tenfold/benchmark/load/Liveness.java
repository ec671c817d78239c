package dev.tenfold.benchmark.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Asks ten times a second, each time over a new connection as a probe does, whether the service is alive. */
final class Liveness implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int PATIENCE_MS = 1_000; // a Kubernetes probe's default
    private static final byte[] REQUEST = "GET /actuator/health/liveness HTTP/1.1\r\nHost: tenfold\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final double NANOS_PER_MILLISECOND = 1e6;

    private final int port;
    private final Thread thread;
    private volatile boolean ended;
    private volatile long asked;
    private volatile long failed;
    private volatile double worst;

    /** @param port the one for operations */
    Liveness(int port) {
        this.port = port;
        this.thread = Thread.ofPlatform().name("liveness").start(this::ask);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    private void ask() {
        while (!ended) {
            long start = System.nanoTime();
            asked++;
            if (!isAlive()) {
                failed++;
            }
            worst = Math.max(worst, (System.nanoTime() - start) / NANOS_PER_MILLISECOND);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private boolean isAlive() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(ServiceUnderLoad.HERE, port), PATIENCE_MS);
            socket.setSoTimeout(PATIENCE_MS);
            socket.getOutputStream().write(REQUEST);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).startsWith("HTTP/1.1 200");
        } catch (IOException noAnswer) {
            return false;
        }
    }

    long asked() {
        return asked;
    }

    long failed() {
        return failed;
    }

    /** ms of the slowest. */
    double worst() {
        return worst;
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
