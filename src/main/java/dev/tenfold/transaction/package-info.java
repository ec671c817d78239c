/** Transactions, repeated when PostgreSQL made them give way. */
@NullMarked
package dev.tenfold.transaction;

import org.jspecify.annotations.NullMarked;
