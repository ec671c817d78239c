/** Failures, and how a client learns of them (RFC 9457). */
@NullMarked
package dev.tenfold.api.problem;

import org.jspecify.annotations.NullMarked;
