package dev.tenfold.shop.product;

import dev.tenfold.shop.money.Money;

/** What an admin decides about a product: all of it but its id, version, times and stock. */
record ProductDetails(String sku, String name, String description, String category, Money price) {}
