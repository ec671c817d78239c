/** Turns failures into HTTP responses (RFC 9457). */
@NullMarked
package dev.tenfold.api.problem;

import org.jspecify.annotations.NullMarked;
