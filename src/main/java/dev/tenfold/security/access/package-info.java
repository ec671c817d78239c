/** Who may call what. */
@NullMarked
package dev.tenfold.security.access;

import org.jspecify.annotations.NullMarked;
