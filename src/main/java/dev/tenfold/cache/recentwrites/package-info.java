/** Remembers for a short time which users have written, so that they never read a replica that does not have their write. */
@NullMarked
package dev.tenfold.cache.recentwrites;

import org.jspecify.annotations.NullMarked;
