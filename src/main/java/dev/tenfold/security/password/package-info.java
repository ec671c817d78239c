/** Passwords: which ones will do, and how they are kept. */
@NullMarked
package dev.tenfold.security.password;

import org.jspecify.annotations.NullMarked;
