/** Bringing many products into the catalog at once, from a file. */
@NullMarked
package dev.tenfold.shop.productimport;

import org.jspecify.annotations.NullMarked;
