/** Placing and tracking orders. */
@NullMarked
package dev.tenfold.order;

import org.jspecify.annotations.NullMarked;
