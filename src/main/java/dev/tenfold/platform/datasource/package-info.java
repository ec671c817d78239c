/**
 * Database connections. After its deadline, a request gets no connection, and its running statement is cancelled. Reads may go to replicas:
 * {@link dev.tenfold.platform.datasource.ReadReplicas}.
 */
@NullMarked
package dev.tenfold.platform.datasource;

import org.jspecify.annotations.NullMarked;
