/** PDF pages with text in every living script. */
@NullMarked
package dev.tenfold.platform.pdf;

import org.jspecify.annotations.NullMarked;
