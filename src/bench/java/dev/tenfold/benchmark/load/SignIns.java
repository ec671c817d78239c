package dev.tenfold.benchmark.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two hundred who sign in at once and again and again, each time from another address: a password is made to be slow to check. Who is refused
 * waits as long as {@code Retry-After} says: the generator has the same two cores, and refusals without end would measure nothing but it.
 */
final class SignIns {

    private static final int PARALLEL = 200;
    private static final double RATE = 400;
    private static final int READERS = 200;
    private static final Duration ROUND = Duration.ofSeconds(10);
    private static final int ROUNDS = 3;
    private static final int ADDRESSES = 60_000;
    private static final int PATIENCE_MS = 10_000;
    private static final int STATUS_AT = "HTTP/1.1 ".length();
    private static final int STATUS_LENGTH = 3;
    private static final Pattern RETRY_AFTER = Pattern.compile("\r\nRetry-After: (\\d{1,4})\r\n", Pattern.CASE_INSENSITIVE);

    private final ServiceUnderLoad site;
    private final SplittableRandom random = new SplittableRandom(5);
    private final AtomicInteger next = new AtomicInteger();
    private final ConcurrentMap<String, LongAdder> statuses = new ConcurrentHashMap<>();
    private volatile boolean ended;
    private int crowd;

    SignIns(ServiceUnderLoad site) {
        this.site = site;
    }

    List<Finding> run() {
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        long failed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Samples alone = reads();
            ended = false;
            Samples beside;
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int client = 0; client < PARALLEL; client++) {
                    threads.execute(this::signIn);
                }
                beside = reads();
                ended = true;
            }
            LoadProof.say("  hot reads alone " + alone + " / beside 200 sign-ins " + beside);
            without.add(alone.p99());
            with.add(beside.p99());
            failed += beside.all().size() - beside.good();
        }
        LoadProof.say("  sign-ins answered: " + Map.copyOf(statuses));
        return List.of(Finding.none("200 parallel sign-ins: hot reads that failed", failed),
                Finding.ratio("200 parallel sign-ins: p99 ms of hot reads, beside them / alone", 2, with, without));
    }

    private Samples reads() {
        crowd++;
        return new OpenLoop(site.port(), RATE, () -> ServiceUnderLoad.hot(ServiceUnderLoad.address(20_000 + crowd * READERS + random.nextInt(READERS)))).run(ROUND);
    }

    /** One after the other, as somebody unknown: that takes as long as a wrong password. */
    private void signIn() {
        while (!ended) {
            int number = next.incrementAndGet();
            String body = "{\"email\":\"nobody-%d@tenfold.test\",\"password\":\"not the password\"}".formatted(number);
            try (var socket = new Socket()) {
                socket.bind(new InetSocketAddress(ServiceUnderLoad.address(ADDRESSES + number % 50_000), 0));
                socket.connect(new InetSocketAddress(ServiceUnderLoad.HERE, site.port()));
                socket.setSoTimeout(PATIENCE_MS);
                socket.getOutputStream().write(("POST /api/v1/auth/token HTTP/1.1\r\nHost: tenfold\r\nContent-Type: application/json\r\nConnection: close\r\n"
                        + "Content-Length: " + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                note(answer.length() < STATUS_AT + STATUS_LENGTH ? "closed" : answer.substring(STATUS_AT, STATUS_AT + STATUS_LENGTH));
                waitAsTold(answer);
            } catch (IOException broken) {
                note("none");
            }
        }
    }

    private static void waitAsTold(String answer) {
        Matcher seconds = RETRY_AFTER.matcher(answer);
        if (seconds.find()) {
            LockSupport.parkNanos(Duration.ofSeconds(Long.parseLong(seconds.group(1))).toNanos());
        }
    }

    private void note(String status) {
        statuses.computeIfAbsent(status, _ -> new LongAdder()).increment();
    }
}
