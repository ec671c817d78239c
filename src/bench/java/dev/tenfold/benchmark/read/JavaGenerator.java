package dev.tenfold.benchmark.read;

import dev.tenfold.benchmark.measure.Result;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The JDK's HTTP client, for machines without wrk. It needs more CPU than the servers it measures, so its ratios come out flatter. */
final class JavaGenerator implements Generator {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    @Override
    public String name() {
        return "the JDK's client (install wrk: its own cost is smaller)";
    }

    @Override
    public Answers send(int port, RequestTemplate asked, long first, int clients, Duration duration, boolean everyStatus) {
        var next = new AtomicLong(first);
        var failed = new LongAdder();
        var latencies = new long[clients][];
        long start = System.nanoTime();
        long end = start + duration.toNanos();
        try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, clients).forEach(number -> threads.execute(() -> latencies[number] = client(client, port, asked, next, failed, end)));
        }
        long[] good = Arrays.stream(latencies).flatMapToLong(Arrays::stream).sorted().toArray();
        return new Answers(good.length + failed.sum(), failed.sum(), (System.nanoTime() - start) / 1e9, Result.at(good, 0.5), Result.at(good, 0.99),
                Double.NaN);
    }

    private static long[] client(HttpClient client, int port, RequestTemplate asked, AtomicLong next, LongAdder failed, long end) {
        var latencies = LongStream.builder();
        while (System.nanoTime() < end) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + asked.path(next.getAndIncrement()))).timeout(TIMEOUT);
            asked.headers().forEach(request::header);
            long sent = System.nanoTime();
            try {
                if (client.send(request.build(), BodyHandlers.discarding()).statusCode() == asked.status()) {
                    latencies.add(System.nanoTime() - sent);
                } else {
                    failed.increment();
                }
            } catch (IOException broken) {
                failed.increment();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return latencies.build().toArray();
    }
}
