/** Lists in pages: each page is found by the last row of the page before. */
@NullMarked
package dev.tenfold.api.paging;

import org.jspecify.annotations.NullMarked;
