/** The real PostgreSQL and Redis that tests and the first run stand on, from Docker or from Maven Central's binaries. */
@NullMarked
package dev.tenfold.testing.services;

import org.jspecify.annotations.NullMarked;
