package dev.tenfold.benchmark.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Two hundred who send a byte now and then, or never read what they asked for. */
final class SlowClients {

    private static final int CLIENTS = 200;
    private static final double RATE = 200;
    private static final Duration ROUND = Duration.ofSeconds(10);
    private static final int ROUNDS = 3;
    private static final Duration PAUSE = Duration.ofMillis(400);
    private static final int ADDRESSES = 50_000;
    private static final int SMALL_WINDOW = 4_096;
    private static final int ASKED_AND_NOT_READ = 500;

    private final ServiceUnderLoad site;
    private final LongAdder closed = new LongAdder();
    private volatile boolean ended;

    SlowClients(ServiceUnderLoad site) {
        this.site = site;
    }

    List<Finding> run() {
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        long failed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Samples alone = honest();
            ended = false;
            Samples beside;
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int client = 0; client < CLIENTS; client++) {
                    int number = client;
                    threads.execute(() -> dawdle(number));
                }
                beside = honest();
                ended = true;
            }
            LoadProof.say("  alone " + alone + " / beside 200 slow clients " + beside);
            without.add(alone.p99());
            with.add(beside.p99());
            failed += beside.all().size() - beside.good();
        }
        LoadProof.say("  slow connections that the service closed in %d rounds of %d s: %d".formatted(ROUNDS, ROUND.toSeconds(), closed.sum()));
        return List.of(Finding.none("200 slow clients: requests of others that failed", failed),
                Finding.ratio("200 slow clients: p99 ms of others, beside them / alone", 2, with, without));
    }

    private Samples honest() {
        return new OpenLoop(site.port(), RATE, site.mix()).run(ROUND);
    }

    private void dawdle(int number) {
        while (!ended) {
            try (var socket = new Socket()) {
                socket.setReceiveBufferSize(SMALL_WINDOW);
                socket.bind(new InetSocketAddress(ServiceUnderLoad.address(ADDRESSES + number), 0));
                socket.connect(new InetSocketAddress(ServiceUnderLoad.HERE, site.port()));
                switch (number % 3) {
                    case 0 -> trickle(socket, "GET /api/v1/products HTTP/1.1\r\nHost: tenfold\r\nX-Slow: ");
                    case 1 -> trickle(socket, "POST /api/v1/auth/token HTTP/1.1\r\nHost: tenfold\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{");
                    default -> neverRead(socket);
                }
            } catch (IOException thrownOut) {
                closed.increment();
            }
        }
    }

    private void trickle(Socket socket, String beginning) throws IOException {
        send(socket, beginning);
        while (!ended) {
            LockSupport.parkNanos(PAUSE.toNanos());
            send(socket, "a");
        }
    }

    private void neverRead(Socket socket) throws IOException {
        for (int asked = 0; asked < ASKED_AND_NOT_READ && !ended; asked++) {
            send(socket, "GET /v3/api-docs HTTP/1.1\r\nHost: tenfold\r\n\r\n");
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
