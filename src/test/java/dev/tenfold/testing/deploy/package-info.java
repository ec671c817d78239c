/** Tests of everything under deploy/, with the programs that read it. */
@NullMarked
package dev.tenfold.testing.deploy;

import org.jspecify.annotations.NullMarked;
