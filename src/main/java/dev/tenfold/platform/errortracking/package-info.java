/** Tells an error tracker of what is logged as an error, where one is set. */
@NullMarked
package dev.tenfold.platform.errortracking;

import org.jspecify.annotations.NullMarked;
