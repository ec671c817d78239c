/** What is there of each product, and why. */
@NullMarked
package dev.tenfold.stock;

import org.jspecify.annotations.NullMarked;
