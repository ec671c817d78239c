package dev.tenfold.testing.client;

import java.util.UUID;

/** Creates products. */
public final class TestProducts {

    private final ApiClient admin;

    public TestProducts(ApiClient admin) {
        this.admin = admin;
    }

    /** The id of a new product with this stock, at 19.99 USD. */
    public String product(long stock) {
        return product(stock, 1999, "USD");
    }

    /** The id of a new product with this stock and price (minor units). */
    public String product(long stock, long amount, String currency) {
        return admin.post("/api/v1/products", """
                {"sku": "SKU-%s", "name": "Earl Grey, 100 g", "category": "tea", "price": {"amount": %d, "currency": "%s"}, "initial_stock": %d}
                """.formatted(UUID.randomUUID(), amount, currency, stock)).is(201).json().path("id").asString();
    }

    /** The body of an order for one product. */
    public static String cart(String product, int quantity) {
        return "{\"items\": [{\"product_id\": \"%s\", \"quantity\": %d}]}".formatted(product, quantity);
    }
}
