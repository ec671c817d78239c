/** Who the caller is and what the caller may do: tokens, passwords, access rules. */
@NullMarked
package dev.tenfold.security;

import org.jspecify.annotations.NullMarked;
