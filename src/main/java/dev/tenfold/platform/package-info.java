/** What all other modules use: failures, the data source, JDBC, ids, shutdown, tracing, configuration. */
@NullMarked
package dev.tenfold.platform;

import org.jspecify.annotations.NullMarked;
