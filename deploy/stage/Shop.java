import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.regex.Pattern;

/** Users, products with more stock than can be ordered, and requests for them. */
class Shop {

    private static final int USERS = 8;
    private static final int PRODUCTS = 20;
    private static final int COLD = 100_000;
    private static final Pattern TOKEN = Pattern.compile("\"access_token\":\"([^\"]+)\"");
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final String RUN = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);

    private final URI base;
    private final List<String> tokens = new ArrayList<>();
    private final List<String> products = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(7);

    record Asked(String kind, HttpRequest request) {}

    Shop(URI base, HttpClient client, String adminPassword) throws IOException, InterruptedException {
        this.base = base;
        String admin = signIn(client, "admin@tenfold.example", adminPassword);
        for (int i = 0; i < PRODUCTS; i++) {
            products.add(find(ID, post(client, "/api/v1/products", """
                    {"sku":"%s-%d","name":"Tea %d","category":"tea","price":{"amount":1999,"currency":"USD"},"initial_stock":1000000}"""
                    .formatted(RUN, i, i), admin)));
        }
        for (int i = 0; i < USERS; i++) {
            String email = RUN + "-" + i + "@traffic.example";
            post(client, "/api/v1/users", "{\"name\":\"Traffic\",\"email\":\"" + email + "\",\"password\":\"a-door-of-many-doors\"}", null);
            tokens.add(signIn(client, email, "a-door-of-many-doors"));
        }
    }

    private String signIn(HttpClient client, String email, String password) throws IOException, InterruptedException {
        return find(TOKEN, post(client, "/api/v1/auth/token", "{\"email\":\"" + email + "\",\"password\":\"" + password + "\"}", null));
    }

    private String post(HttpClient client, String path, String json, String token) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(post(path, json, token, null), BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(path + " was answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    private static String find(Pattern pattern, String text) {
        var matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("not found in " + text);
        }
        return matcher.group(1);
    }

    /** A product by its id, from a signed-in user, so that NGINX does not cache the answer. */
    synchronized Asked product() {
        return new Asked("GET product", get("/api/v1/products/" + any(products), any(tokens)));
    }

    /** Of 10: 5 products by id (2 of them anonymous, which NGINX may cache), 1 stock, 1 list, 1 own orders, 2 orders placed. */
    synchronized Asked mixed() {
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> product();
            case 3, 4 -> new Asked("GET product", get("/api/v1/products/" + any(products), null));
            case 5 -> new Asked("GET stock", get("/api/v1/products/" + any(products) + "/stock", null));
            case 6 -> new Asked("GET products", get("/api/v1/products?limit=10", null));
            case 7 -> new Asked("GET orders", get("/api/v1/orders?limit=5", any(tokens)));
            default -> new Asked("POST order", post("/api/v1/orders", "{\"items\":[{\"product_id\":\"" + any(products) + "\",\"quantity\":1}]}",
                    any(tokens), UUID.randomUUID().toString()));
        };
    }

    /**
     * Of 10: 5 products by id that the service has in its caches, 2 that it has not, 1 list of products, 2 orders placed. All from signed-in users, so
     * that NGINX caches nothing. The products that are in no cache are those of {@code deploy/speed scale}.
     */
    synchronized Asked scale() {
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3, 4 -> new Asked("cached product", get("/api/v1/products/" + any(products), any(tokens)));
            case 5, 6 -> new Asked("cold product", get("/api/v1/products/00000000-0000-7000-8000-%012d".formatted(1 + random.nextInt(COLD)), any(tokens)));
            case 7 -> new Asked("list", get("/api/v1/products?limit=10", any(tokens)));
            default -> new Asked("POST order", post("/api/v1/orders", "{\"items\":[{\"product_id\":\"" + any(products) + "\",\"quantity\":1}]}",
                    any(tokens), UUID.randomUUID().toString()));
        };
    }

    private String any(List<String> some) {
        return some.get(random.nextInt(some.size()));
    }

    private HttpRequest get(String path, String token) {
        return to(path, token).build();
    }

    private HttpRequest post(String path, String json, String token, String key) {
        var request = to(path, token).header("Content-Type", "application/json");
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return request.POST(BodyPublishers.ofString(json)).build();
    }

    private HttpRequest.Builder to(String path, String token) {
        var request = HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(30));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }
}
