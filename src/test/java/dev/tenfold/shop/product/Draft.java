package dev.tenfold.shop.product;

import dev.tenfold.testing.client.Api;
import dev.tenfold.testing.client.Reply;
import java.util.Locale;
import java.util.UUID;

/** A product as an admin would send it; each method gives another draft. No text here needs escaping in JSON. */
record Draft(String sku, String name, String description, String category, long amount, long stock) {

    /** A draft that nobody else's is like: its SKU and its category are its own. */
    static Draft any() {
        return new Draft("SKU-" + UUID.randomUUID(), "Earl Grey, 100 g", "Black tea.", randomWord(), 1999, 5);
    }

    /** Letters that no other test uses. */
    static String randomWord() {
        return "w" + UUID.randomUUID().toString().replaceAll("[^a-f]", "").concat(Long.toString(System.nanoTime(), 36))
                .toLowerCase(Locale.ROOT);
    }

    Draft sku(String other) {
        return new Draft(other, name, description, category, amount, stock);
    }

    Draft name(String other) {
        return new Draft(sku, other, description, category, amount, stock);
    }

    Draft description(String other) {
        return new Draft(sku, name, other, category, amount, stock);
    }

    Draft category(String other) {
        return new Draft(sku, name, description, other, amount, stock);
    }

    Draft amount(long other) {
        return new Draft(sku, name, description, category, other, stock);
    }

    Draft stock(long other) {
        return new Draft(sku, name, description, category, amount, other);
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

    Reply add(Api admin) {
        return admin.post("/api/v1/products", json());
    }

    /** The id of the product that this makes. */
    String id(Api admin) {
        return add(admin).is(201).json().path("id").asString();
    }
}
