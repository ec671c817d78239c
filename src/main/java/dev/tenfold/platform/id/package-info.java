/** Identifiers: creating UUIDv7, strict parsing, and SHA-256 digests. */
@NullMarked
package dev.tenfold.platform.id;

import org.jspecify.annotations.NullMarked;
