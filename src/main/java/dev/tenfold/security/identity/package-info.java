/** Who a caller is: user id, role, and the credentials that tokens are made of. */
@NullMarked
package dev.tenfold.security.identity;

import org.jspecify.annotations.NullMarked;
