package dev.tenfold.shop.inventory;

import dev.tenfold.shop.ProductId;

/** The stock of a product after a change. */
public record StockLevel(ProductId product, long available) {}
