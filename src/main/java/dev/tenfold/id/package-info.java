/** Identifiers: UUIDv7, made here and read strictly. */
@NullMarked
package dev.tenfold.id;

import org.jspecify.annotations.NullMarked;
