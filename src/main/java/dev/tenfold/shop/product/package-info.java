/** The catalog. */
@NullMarked
package dev.tenfold.shop.product;

import org.jspecify.annotations.NullMarked;
