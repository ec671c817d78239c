/** Tokens, the keys that sign them, and who may call what. */
@NullMarked
package dev.tenfold.auth;

import org.jspecify.annotations.NullMarked;
