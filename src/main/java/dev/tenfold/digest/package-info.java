/** SHA-256, for those who need a short name for a long text. */
@NullMarked
package dev.tenfold.digest;

import org.jspecify.annotations.NullMarked;
