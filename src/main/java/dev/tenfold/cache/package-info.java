/** Cache-aside on Redis. */
@NullMarked
package dev.tenfold.cache;

import org.jspecify.annotations.NullMarked;
