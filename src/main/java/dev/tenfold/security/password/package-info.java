/** Passwords: which ones are accepted, and how they are stored. */
@NullMarked
package dev.tenfold.security.password;

import org.jspecify.annotations.NullMarked;
