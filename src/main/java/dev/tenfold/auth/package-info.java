/** Who may call what. */
@NullMarked
package dev.tenfold.auth;

import org.jspecify.annotations.NullMarked;
