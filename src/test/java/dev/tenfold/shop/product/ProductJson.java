package dev.tenfold.shop.product;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import java.util.Locale;
import java.util.UUID;

/** A product as an admin would send it; each method returns a changed copy. No text here needs escaping in JSON. */
record ProductJson(String sku, String name, String description, String category, long amount, long stock) {

    /** A product with a unique SKU and a unique category. */
    static ProductJson any() {
        return new ProductJson("SKU-" + UUID.randomUUID(), "Earl Grey, 100 g", "Black tea.", randomWord(), 1999, 5);
    }

    /** A random word that no other test uses. */
    static String randomWord() {
        return "w" + UUID.randomUUID().toString().replaceAll("[^a-f]", "").concat(Long.toString(System.nanoTime(), 36))
                .toLowerCase(Locale.ROOT);
    }

    ProductJson sku(String other) {
        return new ProductJson(other, name, description, category, amount, stock);
    }

    ProductJson name(String other) {
        return new ProductJson(sku, other, description, category, amount, stock);
    }

    ProductJson description(String other) {
        return new ProductJson(sku, name, other, category, amount, stock);
    }

    ProductJson category(String other) {
        return new ProductJson(sku, name, description, other, amount, stock);
    }

    ProductJson amount(long other) {
        return new ProductJson(sku, name, description, category, other, stock);
    }

    ProductJson stock(long other) {
        return new ProductJson(sku, name, description, category, amount, other);
    }

    /** The body of a POST. */
    String json() {
        return replacement().replaceFirst("}\\s*$", ", \"initial_stock\": " + stock + "}");
    }

    /** The body of a PUT. */
    String replacement() {
        return """
                {"sku": "%s", "name": "%s", "description": "%s", "category": "%s", "price": {"amount": %d, "currency": "USD"}}
                """.formatted(sku, name, description, category, amount);
    }

    ApiResponse add(ApiClient admin) {
        return admin.post("/api/v1/products", json());
    }

    /** Adds the product. Returns its id. */
    String id(ApiClient admin) {
        return add(admin).is(201).json().path("id").asString();
    }
}
