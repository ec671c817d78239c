/** Transactions that are retried, PostgreSQL's error codes, and values as its driver takes them. */
@NullMarked
package dev.tenfold.platform.jdbc;

import org.jspecify.annotations.NullMarked;
