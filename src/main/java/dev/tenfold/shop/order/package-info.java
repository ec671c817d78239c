/** Placing and tracking orders. */
@NullMarked
package dev.tenfold.shop.order;

import org.jspecify.annotations.NullMarked;
