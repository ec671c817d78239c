package dev.tenfold.benchmark.size;

import dev.tenfold.testing.client.TestUsers;
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
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Requests of one kind to the service of one database. Each is for another row, page or word. */
record Requests(String name, Supplier<HttpRequest> next) {

    private static final int USERS = 200;
    private static final int PAGES = 20;
    private static final int CREATED = 201;
    private static final int OK = 200;
    private static final Pattern CURSOR = Pattern.compile("\"next_cursor\":\"([^\"]+)\"");

    /** A user who has orders. */
    private record Buyer(UUID id, String token, List<UUID> orders) {}

    static List<Requests> all(FilledDatabase database, int port) {
        return new Kinds(database, port).requests;
    }

    /** Sends some, one after the other, and returns the time of each in nanoseconds. */
    List<Long> send(HttpClient http, int count) {
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            HttpRequest request = next.get();
            long start = System.nanoTime();
            HttpResponse<String> answer = ask(http, request);
            nanos.add(System.nanoTime() - start);
            if (answer.statusCode() != (request.method().equals("POST") ? CREATED : OK)) {
                throw new IllegalStateException(name + ": " + request.uri() + " was answered " + answer.statusCode() + " " + answer.body());
            }
        }
        return nanos;
    }

    private static HttpResponse<String> ask(HttpClient http, HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(request.uri().toString(), e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Kinds {

        private static final HttpClient PREPARATION = HttpClient.newHttpClient();

        private final FilledDatabase database;
        private final String base;
        private final List<Requests> requests = new ArrayList<>();
        private final List<Buyer> buyers;
        private final String admin;

        Kinds(FilledDatabase database, int port) {
            this.database = database;
            this.base = "http://127.0.0.1:" + port;
            var users = new TestUsers(database.postgres().client());
            this.admin = users.admin().token();
            this.buyers = IntStream.range(0, USERS).mapToObj(_ -> {
                UUID id = database.anyUser();
                return new Buyer(id, users.token(id), database.someOrders(id));
            }).toList();
            products();
            searches();
            orders();
            admins();
        }

        private void products() {
            add("a product by id", () -> get("/api/v1/products/" + database.anyProduct(), null));
            add("the stock of a product", () -> get("/api/v1/products/" + database.anyProduct() + "/stock", null));
            for (String sort : List.of("-created_at", "price", "-price", "name")) {
                String list = "/api/v1/products?sort=" + sort;
                add("products by " + sort, () -> get(list, null));
                add("a later page of products by " + sort, walk(list, null));
                add("a category by " + sort, () -> get(list + category(), null));
            }
            add("products of a range of prices", () -> get("/api/v1/products?sort=price" + prices(), null));
            add("a category, a range of prices", () -> get("/api/v1/products?sort=name" + category() + prices(), null));
            add("products in stock", () -> get("/api/v1/products?in_stock=true" + category(), null));
        }

        private void searches() {
            add("a search for a rare word (20 products)", () -> search("rare" + any(database.products() / 20)));
            add("a search for a word of 0.1 %", () -> search("usual" + any(1000)));
            add("a search for a word of 5 %", () -> search("common" + any(20)));
            add("a search for a word of 20 %", () -> search("red"));
            add("a search for two words", () -> search("blue%20usual" + any(1000)));
            add("a search in a category", () -> get("/api/v1/products?q=steel%20" + category(), null));
            add("a search by price", () -> get("/api/v1/products?q=common" + any(20) + "%20&sort=price" + prices(), null));
        }

        private void orders() {
            add("an order by id", () -> {
                Buyer buyer = anyOf(buyers);
                return get("/api/v1/orders/" + anyOf(buyer.orders()), buyer.token());
            });
            add("one's own orders", () -> get("/api/v1/orders", anyOf(buyers).token()));
            add("one's own orders of a status", () -> get("/api/v1/orders?status=delivered", anyOf(buyers).token()));
            add("one's own profile", () -> get("/api/v1/users/me", anyOf(buyers).token()));
            add("an order of three lines placed", () -> order(anyOf(buyers).token()));
        }

        private void admins() {
            add("admin: all orders", () -> get("/api/v1/orders", admin));
            add("admin: a later page of all orders", walk("/api/v1/orders", admin));
            add("admin: paid orders", () -> get("/api/v1/orders?status=paid", admin));
            add("admin: orders of a user", () -> get("/api/v1/orders?user_id=" + database.anyUser(), admin));
            add("admin: users", () -> get("/api/v1/users", admin));
            add("admin: a later page of users", walk("/api/v1/users", admin));
            add("admin: a user by e-mail", () -> get("/api/v1/users?email=user" + any(database.orders() / 20) + "@size.test", admin));
            add("admin: audit events", () -> get("/api/v1/audit-events?kind=sign_in", admin));
            add("admin: audit events of a user", () -> get("/api/v1/audit-events?user_id=" + database.anyUser(), admin));
        }

        private void add(String name, Supplier<HttpRequest> next) {
            requests.add(new Requests(name, next));
        }

        /** Any of the pages after the first, up to a limit. */
        private Supplier<HttpRequest> walk(String list, @Nullable String token) {
            List<String> pages = new ArrayList<>();
            String separator = list.contains("?") ? "&" : "?";
            String page = list;
            while (pages.size() < PAGES) {
                var found = CURSOR.matcher(ask(PREPARATION, get(page, token)).body());
                if (!found.find()) {
                    throw new IllegalStateException(page + " is the last page");
                }
                page = list + separator + "cursor=" + found.group(1);
                pages.add(page);
            }
            return () -> get(anyOf(pages), token);
        }

        private HttpRequest search(String words) {
            return get("/api/v1/products?q=" + words + "%20", null); // the space ends the word: it is not the beginning of a longer one
        }

        private HttpRequest order(String token) {
            String lines = String.join(",", IntStream.range(0, 3)
                    .mapToObj(_ -> "{\"product_id\":\"" + database.anyProduct() + "\",\"quantity\":1}").toList());
            return request("/api/v1/orders", token).header("Content-Type", "application/json")
                    .header("Idempotency-Key", UUID.randomUUID().toString()).POST(BodyPublishers.ofString("{\"items\":[" + lines + "]}")).build();
        }

        private HttpRequest get(String path, @Nullable String token) {
            return request(path, token).build();
        }

        private HttpRequest.Builder request(String path, @Nullable String token) {
            var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(30));
            return token == null ? request : request.header("Authorization", "Bearer " + token);
        }

        private static String category() {
            return "&category=category-" + any(50);
        }

        private static String prices() {
            int least = any(40_000);
            return "&min_price=" + least + "&max_price=" + (least + 10_000);
        }

        private static int any(int below) {
            return ThreadLocalRandom.current().nextInt(below);
        }

        private static <T> T anyOf(List<T> some) {
            return some.get(any(some.size()));
        }
    }
}
