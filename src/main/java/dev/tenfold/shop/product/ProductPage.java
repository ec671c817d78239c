package dev.tenfold.shop.product;

import dev.tenfold.api.paging.Page;

/**
 * A page of the product list.
 *
 * @param tag the strong entity tag, made of the products' ids and versions, and of the rest of the page
 */
record ProductPage(Page<Product> page, String tag) {

    /** Raised when the record changes shape, or {@link Product} does: part of its cache key. */
    static final int SCHEMA = 1;
}
