import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Traffic of 16 clients over kept-alive connections, half of them HTTP/1.1, half HTTP/2 (all HTTP/1.1 without TLS). The clients do not retry requests,
 * so a connection that breaks during a request counts as a failure. The exception is a request that an HTTP/2 server says it did not process (RFC 9113,
 * section 8.7): every client repeats that. With {@code retry}, orders that failed are sent again with their idempotency key.
 *
 * <p>{@code java Traffic.java URL FOLDER ADMIN_PASSWORD LOAD MIX [retry]}: LOAD is {@code 300/40} for 300 requests/s at a fixed rate, however slow the
 * answers are, reached step by step in 40 s (then it prints {@code full=}, and latencies count), or {@code x32} for 32 active requests at all times, or
 * {@code phases}: FOLDER/phase then has the name of the phase and how many requests are active, and may change. MIX is {@code mixed}, {@code reads} for
 * products by id only, or {@code scale} ({@link Shop#scale}). Trusts FOLDER/ca.pem, runs until the file FOLDER/stop exists, prints
 * {@code tick=MILLISECONDS ANSWERED} each second with what {@link Findings#printSecond} prints, and the results at the end.
 */
class Traffic {

    private static final int CLIENTS = 16;
    private static final int TRIES = 30; // one each second
    private static final double NANOS = 1e9;
    private static final double LEAST_OF_RAMP = 0.1;

    private final List<HttpClient> clients;
    private final Supplier<Shop.Asked> next;
    private final boolean retry;
    private final Findings findings = new Findings();
    private final List<CompletableFuture<Void>> lanes = new ArrayList<>();
    private volatile int active;
    private volatile boolean stopped;

    Traffic(List<HttpClient> clients, Supplier<Shop.Asked> next, boolean retry) {
        this.clients = clients;
        this.next = next;
        this.retry = retry;
    }

    public static void main(String[] args) throws Exception {
        System.setProperty("jdk.httpclient.redirects.retrylimit", "1"); // attempts, including the first
        System.setProperty("jdk.httpclient.disableRetryConnect", "true");
        var base = URI.create(args[0]);
        var folder = Path.of(args[1]);
        var clients = new ArrayList<HttpClient>();
        for (int i = 0; i < CLIENTS; i++) {
            var client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).version(Version.HTTP_1_1);
            if (base.getScheme().equals("https")) {
                client.version(i % 2 == 0 ? Version.HTTP_1_1 : Version.HTTP_2).sslContext(trusting(folder.resolve("ca.pem")));
            }
            clients.add(client.build());
        }
        var shop = new Shop(base, clients.getFirst(), args[2]);
        System.out.println("ready=" + System.currentTimeMillis());
        Supplier<Shop.Asked> mix = switch (args[4]) {
            case "reads" -> shop::product;
            case "scale" -> shop::scale;
            default -> shop::mixed;
        };
        var traffic = new Traffic(clients, mix, args.length > 5);
        traffic.run(args[3], folder.resolve("stop"));
        traffic.findings.report();
        System.exit(0);
    }

    private static SSLContext trusting(Path certificate) throws Exception {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var file = Files.newInputStream(certificate)) {
            store.setCertificateEntry("nginx", CertificateFactory.getInstance("X.509").generateCertificate(file));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private void run(String load, Path stop) throws IOException, InterruptedException {
        String[] parts = load.split("/");
        boolean isOpen = parts.length == 2;
        var arrivals = isOpen ? arrivals(Integer.parseInt(parts[0]), Integer.parseInt(parts[1])) : CompletableFuture.completedFuture(null);
        if (load.startsWith("x")) {
            keep(Integer.parseInt(load.substring(1)));
        }
        String phase = "";
        while (!Files.exists(stop)) {
            TimeUnit.SECONDS.sleep(1);
            System.out.println("tick=" + System.currentTimeMillis() + " " + findings.answered());
            findings.printSecond();
            if (load.equals("phases")) {
                phase = follow(stop.resolveSibling("phase"), phase);
            }
        }
        stopped = true;
        arrivals.join();
        CompletableFuture.allOf(lanes.toArray(CompletableFuture[]::new)).join();
    }

    private String follow(Path file, String phase) throws IOException {
        String[] wanted = Files.readString(file).strip().split(" ");
        if (!wanted[0].equals(phase)) {
            findings.begin(wanted[0]);
            keep(Integer.parseInt(wanted[1]));
        }
        return wanted[0];
    }

    /** From now on, this many requests are active. */
    private void keep(int many) {
        active = many;
        while (lanes.size() < many) {
            var ended = new CompletableFuture<Void>();
            ask(lanes.size(), ended);
            lanes.add(ended);
        }
        for (int lane = 0; lane < many; lane++) {
            if (lanes.get(lane).isDone()) { // it ended when fewer were wanted
                lanes.set(lane, new CompletableFuture<>());
                ask(lane, lanes.get(lane));
            }
        }
    }

    private void ask(int lane, CompletableFuture<Void> ended) {
        if (stopped || lane >= active) {
            ended.complete(null);
        } else {
            send(lane % CLIENTS, next.get(), 1).whenCompleteAsync((_, _) -> ask(lane, ended));
        }
    }

    private CompletableFuture<?> arrivals(int rate, int rampSeconds) {
        var sent = new ArrayList<CompletableFuture<?>>();
        return CompletableFuture.runAsync(() -> {
            double ramp = rampSeconds * NANOS;
            double due = 0;
            long start = System.nanoTime();
            for (int i = 0; !stopped; i++) {
                double before = due;
                due += NANOS / (rate * Math.min(1, LEAST_OF_RAMP + due / (ramp + 1)));
                if (before <= ramp && due > ramp) {
                    findings.forgetLatencies();
                    System.out.println("full=" + System.currentTimeMillis());
                }
                for (long left = start + (long) due - System.nanoTime(); left > 0; left = start + (long) due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                sent.add(send(i % CLIENTS, next.get(), 1));
            }
        }, Executors.newSingleThreadExecutor()).thenCompose(_ -> CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)));
    }

    private CompletableFuture<Void> send(int client, Shop.Asked asked, int attempt) {
        long start = System.nanoTime();
        boolean order = asked.request().method().equals("POST");
        return clients.get(client).sendAsync(asked.request(), BodyHandlers.ofString()).handle((answer, failure) -> {
            if (Findings.isUnprocessed(failure) && attempt < TRIES) {
                findings.passedBy();
                return send(client, asked, attempt + 1);
            }
            boolean well = findings.note(asked.kind(), System.nanoTime() - start, answer, failure);
            if (!well && order && retry && attempt < TRIES) {
                var later = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
                return CompletableFuture.supplyAsync(() -> send(client, asked, attempt + 1), later).thenCompose(again -> again);
            }
            if (order && well) {
                findings.placed();
            } else if (order) {
                findings.lost();
            }
            return CompletableFuture.<Void>completedFuture(null);
        }).thenCompose(done -> done);
    }
}
