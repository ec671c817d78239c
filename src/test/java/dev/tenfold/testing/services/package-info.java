/** The real PostgreSQL and Redis of the tests and the first run, from Docker or from Maven Central's binaries. */
@NullMarked
package dev.tenfold.testing.services;

import org.jspecify.annotations.NullMarked;
