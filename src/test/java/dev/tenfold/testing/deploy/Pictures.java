package dev.tenfold.testing.deploy;

import dev.tenfold.TenfoldApplication;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.demo.FirstRun;
import dev.tenfold.testing.services.Durability;
import dev.tenfold.testing.services.EmbeddedServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.springframework.boot.SpringApplication;
import org.springframework.util.FileSystemUtils;

import static org.awaitility.Awaitility.await;

/**
 * Makes the pictures of the README: the service with its demo data, a small load, a real Prometheus that scrapes it, and a headless browser. {@code
 * deploy/evidence/pictures} runs it. {@code -Dseconds=120} is how long the load lasts, and the time that the graphs show.
 */
public final class Pictures {

    private static final Path FOLDER = Path.of("docs", "evidence", "pictures");
    private static final int SECONDS = Integer.getInteger("seconds", 120);
    private static final int CLIENTS = 12;
    private static final int MANY = 50;
    private static final Duration DEMO_DATA_WITHIN = Duration.ofSeconds(60);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(300);
    private static final List<String> PANELS =
            List.of("Requests by route", "Latency", "State changes of orders", "Active requests and the concurrency limit",
                    "Hit rate of the response cache", "CPU");

    private final int port;
    private final List<String> tokens;
    private final List<String> products;
    private volatile boolean stopping;

    private Pictures(int port, List<String> tokens) {
        this.port = port;
        this.tokens = tokens;
        await().atMost(DEMO_DATA_WITHIN)
                .until(() -> new ApiClient(port).get("/api/v1/products?limit=50").json().path("data").size() == MANY);
        this.products = new ApiClient(port).get("/api/v1/products?limit=50").is(200).json().path("data").valueStream()
                .map(product -> product.path("id").asString()).toList();
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        Path consoles = Files.createTempDirectory("tenfold-consoles-");
        String console = PrometheusConsole.write(consoles, PANELS, SECONDS);
        try (var services = EmbeddedServices.start(Durability.DISCARDABLE)) {
            String[] settings = {"--server.port=0", "--tenfold.ratelimit.enabled=false"};
            var context = SpringApplication.from(TenfoldApplication::main).with(FirstRun.parts())
                    .run(FirstRun.arguments(services.addresses(), settings))
                    .getApplicationContext();
            int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            var users = new TestUsers(services.postgres().address().client());
            var pictures = new Pictures(port, IntStream.range(0, CLIENTS).mapToObj(_ -> users.user().token()).toList());
            try (var prometheus = PrometheusProcess.launch(List.of(port),
                    List.of("--web.console.templates=" + consoles, "--web.console.libraries=" + consoles))) {
                List<Thread> clients =
                        IntStream.range(0, CLIENTS).mapToObj(client -> Thread.ofVirtual().start(() -> pictures.shop(client))).toList();
                Thread.sleep(Duration.ofSeconds(SECONDS + 20)); // rates need some seconds before the first that is shown
                Chromium.picture(prometheus.address() + console, FOLDER.resolve("prometheus.png"), 1480, 585);
                Chromium.picture("http://127.0.0.1:" + port + "/swagger-ui.html", FOLDER.resolve("swagger-ui.png"), 1480, 1200);
                pictures.stopping = true;
                for (Thread client : clients) {
                    client.join();
                }
            }
            context.close();
        } finally {
            FileSystemUtils.deleteRecursively(consoles);
        }
    }

    /** One client: of ten requests six read a product, two a list, one the stock, one orders. */
    private void shop(int client) {
        var api = new ApiClient(port).as(tokens.get(client));
        var random = ThreadLocalRandom.current();
        while (!stopping) {
            String product = products.get(random.nextInt(products.size()));
            switch (random.nextInt(10)) {
                case 0 ->
                        api.newKey().post("/api/v1/orders", "{\"items\": [{\"product_id\": \"%s\", \"quantity\": 1}]}".formatted(product));
                case 1 -> api.get("/api/v1/products/" + product + "/stock");
                case 2, 3 -> api.get("/api/v1/products?limit=20&sort=price");
                default -> api.get("/api/v1/products/" + product);
            }
            LockSupport.parkNanos(random.nextLong(LONGEST_PAUSE.toNanos()));
        }
    }
}
