package dev.tenfold.shop.product;

/**
 * A product to add.
 * @param initialStock may be 0
 */
public record NewProduct(ProductDetails details, long initialStock) {}
