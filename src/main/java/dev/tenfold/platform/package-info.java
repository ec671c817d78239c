/** What all modules stand on: failures, the data source, JDBC, ids, worker loops, shutdown, tracing, configuration. */
@NullMarked
package dev.tenfold.platform;

import org.jspecify.annotations.NullMarked;
