package dev.tenfold.benchmark.read;

import dev.tenfold.benchmark.measure.Pgbench;
import dev.tenfold.benchmark.measure.Probe;
import dev.tenfold.benchmark.measure.Result;
import dev.tenfold.benchmark.measure.ServerJvm;
import dev.tenfold.benchmark.measure.Shop;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.evidence.Results;
import dev.tenfold.testing.services.Durability;
import dev.tenfold.testing.services.EmbeddedServices;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads a second over HTTP on loopback, ours against others, in one run: ratios hold where absolute figures drift. The service runs as a
 * process of its own, as in production. Options are handed over by {@code -Dspring-boot.run.jvmArguments="-Drounds=5 ..."}: {@code rounds},
 * {@code seconds} of each, {@code warmup} at most in seconds, {@code clients}, {@code jvm} (options of the servers), {@code only} (a part of a
 * row's title), {@code log} (a file), and {@code variant} (key=value,...) with {@code variantJvm}, which add rows of the service against itself
 * with other settings or JVM options.
 */
public final class ReadBenchmark {

    private static final String LIST = "/api/v1/products?limit=20";
    private static final int POOL = 20;
    private static final int NOT_MODIFIED = 304;
    /** Production's, but for the second: whoever needs a method compiled waits, so that a minute warms up what takes many beside 64 clients. */
    private static final List<String> JVM = words(System.getProperty("jvm", "-Xmx512m -XX:-BackgroundCompilation"));
    private static final String VARIANT = System.getProperty("variant", "");
    private static final String VARIANT_JVM = System.getProperty("variantJvm", "");
    private static final String ONLY = System.getProperty("only", "");

    private final Generator generator = Generator.best();
    private final List<ServerJvm> started = new ArrayList<>();

    public static void main(String[] arguments) throws IOException {
        var benchmark = new ReadBenchmark();
        try (var services = EmbeddedServices.start(Durability.DISCARDABLE)) {
            try {
                benchmark.run(services);
            } finally {
                benchmark.started.forEach(ServerJvm::close);
            }
        }
    }

    private void run(EmbeddedServices services) throws IOException {
        say("%s, %d connections; medians of %d rounds of %d s in turn; %d products, pool of %d; %d processors, JVM options %s".formatted(generator.name(),
                ServerMeasurement.CLIENTS, Comparison.ROUNDS, Comparison.ROUND.toSeconds(), Shop.PRODUCTS, POOL, Runtime.getRuntime().availableProcessors(), JVM));
        ServerJvm service = service(services, JVM, Map.of());
        ServerJvm uncached = service(services, JVM, Map.of("tenfold.cache.enabled", "false"));
        Shop.fill(services.postgres().address());
        Map<String, String> signedIn =
                Map.of("Authorization", "Bearer " + new TestUsers(services.postgres().address().client()).user().token());
        HttpResponse<String> product = Probe.get(service.port(), Shop.HOT, Map.of());
        HttpResponse<String> me = Probe.get(service.port(), Shop.ME, signedIn);
        ServerJvm bare = ServerJvm.other(BareJetty.class, JVM, BareJetty.argument(Shop.HOT, product), BareJetty.argument(Shop.ME, me));
        started.add(bare);
        bare.await(Shop.HOT);

        var askProduct = new RequestTemplate(Shop.HOT, Map.of());
        var askMe = new RequestTemplate(Shop.ME, signedIn);
        var askEach = new RequestTemplate(Shop.EACH_IN_TURN, Shop.PRODUCTS, Map.of(), 200);
        var askList = new RequestTemplate(LIST, Map.of());
        var askUnchanged =
                new RequestTemplate(Shop.HOT, 0, Map.of("If-None-Match", product.headers().firstValue("ETag").orElseThrow()), NOT_MODIFIED);

        ServerMeasurement hot = way("product", service, askProduct);
        ServerMeasurement own = way("own profile", service, askMe);
        ServerMeasurement cold = way("each product in turn, caches off", uncached, askEach);
        ServerMeasurement list = way("list of 20", service, askList);
        List<Comparison> rows = new ArrayList<>();
        rows.add(row("hot product to a bare Jetty", 0.7, hot, way("bare Jetty", bare, askProduct)));
        rows.add(row("hot product to the same without caches", 3, hot, way("product, caches off", uncached, askProduct)));
        rows.add(row("own profile, signed in, to a bare Jetty", 0.4, own, way("bare Jetty", bare, askMe)));
        rows.add(row("cold product to pgbench", 0.7, cold, new Select(new Pgbench(services.postgres().address(), POOL))));
        var askGzip = new RequestTemplate(LIST, Map.of("Accept-Encoding", "gzip"));
        boolean compresses = Probe.get(service.port(), LIST, askGzip.headers()).headers().firstValue("Content-Encoding").isPresent();
        rows.add(row("hot list, gzip to plain", 0.6, way(compresses ? "list of 20, gzip" : "list of 20, asked for gzip but PLAIN", service, askGzip), list));
        ServerJvm unlimited = service(services, JVM, Map.of("tenfold.ratelimit.enabled", "false"));
        rows.add(versus("hot product, limits on to off", hot, way("product, limits off", unlimited, askProduct)));
        rows.add(new Comparison("304 to 200", Optional.empty(), way("product, If-None-Match", service, askUnchanged), hot));
        if (!VARIANT.isEmpty() || !VARIANT_JVM.isEmpty()) {
            Map<String, String> settings = settings(VARIANT);
            List<String> options = VARIANT_JVM.isEmpty() ? JVM : words(VARIANT_JVM);
            ServerJvm variant = service(services, options, settings);
            settings.put("tenfold.cache.enabled", "false");
            ServerJvm uncachedVariant = service(services, options, settings);
            String title = " with " + VARIANT + " " + VARIANT_JVM + " to without";
            rows.add(versus("product" + title, way("product, variant", variant, askProduct), hot));
            rows.add(versus("own profile" + title, way("own profile, variant", variant, askMe), own));
            rows.add(versus("list" + title, way("list of 20, variant", variant, askList), list));
            rows.add(versus("cold product" + title, way("each product in turn, variant", uncachedVariant, askEach), cold));
        }
        say(Comparison.HEAD);
        Map<String, Object> figures = new TreeMap<>();
        rows.stream().filter(row -> row.title().contains(ONLY)).map(Comparison::run).forEach(outcome -> {
            outcome.lines().forEach(ReadBenchmark::say);
            figures.putAll(outcome.figures());
        });
        Results.write("reads", Results.benchmarkCommand(ReadBenchmark.class), figures);
    }

    private static Comparison row(String title, double target, MeasuredServer ours, MeasuredServer theirs) {
        return new Comparison(title, Optional.of(target), ours, theirs);
    }

    private static Comparison versus(String title, MeasuredServer ours, MeasuredServer theirs) {
        return new Comparison(title, Optional.empty(), ours, theirs);
    }

    private ServerMeasurement way(String name, ServerJvm server, RequestTemplate asked) {
        return new ServerMeasurement(name, generator, server, asked);
    }

    private ServerJvm service(EmbeddedServices services, List<String> options, Map<String, String> settings) {
        ServerJvm server = ServerJvm.service(services.addresses(), options, settings);
        started.add(server);
        return server.awaitReady();
    }

    private static List<String> words(String options) {
        return Arrays.stream(options.split(" ", -1)).filter(word -> !word.isEmpty()).toList();
    }

    private static Map<String, String> settings(String list) {
        return Arrays.stream(list.split(",", -1)).filter(setting -> setting.contains("=")).map(setting -> setting.split("=", 2))
                .collect(Collectors.toMap(setting -> setting[0], setting -> setting[1]));
    }

    @SuppressWarnings("SystemOut")
    private static void say(String line) {
        System.out.println(line);
    }

    /** PostgreSQL's own generator, reading the same rows. */
    private record Select(Pgbench pgbench) implements MeasuredServer {

        @Override
        public String name() {
            return "pgbench, %d clients, prepared select".formatted(POOL);
        }

        @Override
        public Result round(Duration duration) {
            return pgbench.run(Shop.PGBENCH_SELECT, duration).orElse(new Result(Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0));
        }
    }
}
