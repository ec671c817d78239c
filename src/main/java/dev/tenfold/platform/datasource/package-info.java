/** Request deadlines for database access: after its deadline, a request gets no connection, and its running statement is cancelled. */
@NullMarked
package dev.tenfold.platform.datasource;

import org.jspecify.annotations.NullMarked;
