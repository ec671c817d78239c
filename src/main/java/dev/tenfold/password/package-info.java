/** Passwords: which ones will do, and how they are kept. */
@NullMarked
package dev.tenfold.password;

import org.jspecify.annotations.NullMarked;
