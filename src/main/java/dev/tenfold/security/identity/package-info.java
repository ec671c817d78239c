/** The caller's identity: user id, role, and the data that tokens are made from. */
@NullMarked
package dev.tenfold.security.identity;

import org.jspecify.annotations.NullMarked;
