/** Importing many products from a file. */
@NullMarked
package dev.tenfold.shop.productimport;

import org.jspecify.annotations.NullMarked;
