package dev.tenfold.shop.product;

import dev.tenfold.api.paging.Page;

/**
 * A page of the product list.
 * @param tag the strong entity tag, made from the products' ids and versions and from the rest of the page
 */
record ProductPage(Page<Product> page, String tag) {

    /** Increase it when the shape of this record or of {@link Product} changes: part of its cache key. */
    static final int SCHEMA = 2;
}
