/** Lists in pages, each found by the last row of the one before. */
@NullMarked
package dev.tenfold.api.paging;

import org.jspecify.annotations.NullMarked;
