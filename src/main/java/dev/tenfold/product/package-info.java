/** The catalog. */
@NullMarked
package dev.tenfold.product;

import org.jspecify.annotations.NullMarked;
