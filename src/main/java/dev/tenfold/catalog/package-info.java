/** Bringing many products into the catalog at once, from a file. */
@NullMarked
package dev.tenfold.catalog;

import org.jspecify.annotations.NullMarked;
