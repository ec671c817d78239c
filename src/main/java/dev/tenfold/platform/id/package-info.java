/** Identifiers: UUIDv7, made here and read strictly, SHA-256 digests, random tokens, and the names of enum constants. */
@NullMarked
package dev.tenfold.platform.id;

import org.jspecify.annotations.NullMarked;
