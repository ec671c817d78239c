/** How PostgreSQL executes the statements of requests when there is much data. */
@NullMarked
package dev.tenfold.testing.plan;

import org.jspecify.annotations.NullMarked;
