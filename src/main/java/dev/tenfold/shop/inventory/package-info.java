/** What is there of each product, and why. */
@NullMarked
package dev.tenfold.shop.inventory;

import org.jspecify.annotations.NullMarked;
