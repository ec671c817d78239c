/** Creating and verifying tokens, and the keys that sign them. */
@NullMarked
package dev.tenfold.security.token;

import org.jspecify.annotations.NullMarked;
