/** Tenfold: users, products and orders over HTTP, from one box to a hundred instances. */
@NullMarked
package dev.tenfold;

import org.jspecify.annotations.NullMarked;
