/** Who a caller is and what a caller may do: tokens, passwords, access rules. */
@NullMarked
package dev.tenfold.security;

import org.jspecify.annotations.NullMarked;
