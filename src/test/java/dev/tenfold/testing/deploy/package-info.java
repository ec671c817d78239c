/** What stands under deploy/, held against those who read it. */
@NullMarked
package dev.tenfold.testing.deploy;

import org.jspecify.annotations.NullMarked;
