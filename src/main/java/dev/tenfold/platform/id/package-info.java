/** Identifiers: UUIDv7, made here and read strictly, and SHA-256 digests. */
@NullMarked
package dev.tenfold.platform.id;

import org.jspecify.annotations.NullMarked;
