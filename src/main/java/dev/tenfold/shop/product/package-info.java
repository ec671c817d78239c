/** Products: list, search and changes. */
@NullMarked
package dev.tenfold.shop.product;

import org.jspecify.annotations.NullMarked;
