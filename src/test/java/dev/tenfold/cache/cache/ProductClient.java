package dev.tenfold.cache.cache;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A fast client of one instance. The product's name contains a number, and that is all the client reads from a response. Any unexpected
 * response throws an exception.
 */
final class ProductClient {

    private static final String PRODUCTS = "/api/v1/products";
    private static final Pattern PRODUCT =
            Pattern.compile("\"id\":\"(?<id>[^\"]+)\",\"sku\":\"[^\"]*\",\"name\":\"number (?<number>\\d+)\"");
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final int SERVICE_UNAVAILABLE = 503;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LONGEST_WAIT).build();
    private final URI base;
    private final String admin;

    /** @param admin an admin's access token */
    ProductClient(int port, String admin) {
        this.base = URI.create("http://127.0.0.1:" + port);
        this.admin = admin;
    }

    /** The id of a new product with the number 0. */
    String add(String category) {
        String body = """
                {"sku": "SKU-%s", "name": "number 0", "category": "%s", "price": {"amount": 1999, "currency": "USD"}, "initial_stock": 1}
                """.formatted(UUID.randomUUID(), category);
        return send(201, signedIn(PRODUCTS).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)), "id");
    }

    void write(String id, int number) {
        String body = "{\"name\": \"number " + number + "\"}";
        send(200, signedIn(PRODUCTS + "/" + id).header("Content-Type", "application/json").header("If-Match", "*").method("PATCH",
                BodyPublishers.ofString(body)), "id");
    }

    /** The number that an anonymous reader gets, from the response cache if possible. */
    int read(String id) {
        return Integer.parseInt(send(200, request(PRODUCTS + "/" + id), "number"));
    }

    /** The number that a signed-in reader gets, without the response cache. */
    int readSignedIn(String id) {
        return Integer.parseInt(send(200, signedIn(PRODUCTS + "/" + id), "number"));
    }

    /** The numbers of the category's products by their ids, from one page of the list. */
    Map<String, Integer> list(String category) {
        Matcher product = PRODUCT.matcher(body(200, request(PRODUCTS + "?limit=100&category=" + category)));
        Map<String, Integer> numbers = new HashMap<>();
        while (product.find()) {
            numbers.put(product.group("id"), Integer.valueOf(product.group("number")));
        }
        return numbers;
    }

    /** The sum of a metric's samples that have all these labels, such as {@code cache="product"}. */
    double metric(String name, String... labels) {
        return body(200, request("/actuator/prometheus")).lines().filter(line -> line.startsWith(name + "{"))
                .filter(line -> Stream.of(labels).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
    }

    /** On a busy machine the service may answer 503, and then the client retries. */
    private static boolean isBusy(HttpResponse<String> answer) {
        return answer.statusCode() == SERVICE_UNAVAILABLE && answer.body().contains("\"overloaded\"");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(LONGEST_WAIT);
    }

    private HttpRequest.Builder signedIn(String path) {
        return request(path).header("Authorization", "Bearer " + admin);
    }

    private String send(int expected, HttpRequest.Builder request, String group) {
        String body = body(expected, request);
        Matcher product = PRODUCT.matcher(body);
        if (!product.find()) {
            throw new IllegalStateException("no product with a number: " + body);
        }
        return product.group(group);
    }

    private String body(int expected, HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            for (long end = System.nanoTime() + LONGEST_WAIT.toNanos(); isBusy(answer) && System.nanoTime() < end;) {
                LockSupport.parkNanos(Duration.ofSeconds(answer.headers().firstValueAsLong("Retry-After").orElse(1)).toNanos());
                answer = http.send(request, BodyHandlers.ofString());
            }
            if (answer.statusCode() != expected) {
                throw new IllegalStateException(request + " was answered " + answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (IOException noAnswer) {
            throw new IllegalStateException(request + " was not answered", noAnswer);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
