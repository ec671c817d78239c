/** Transactions that are retried, deletion in batches, PostgreSQL's error codes, and parameter values for its driver. */
@NullMarked
package dev.tenfold.platform.jdbc;

import org.jspecify.annotations.NullMarked;
