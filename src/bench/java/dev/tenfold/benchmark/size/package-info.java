/** Whether requests take longer when the database is a hundred times as large. */
@NullMarked
package dev.tenfold.benchmark.size;

import org.jspecify.annotations.NullMarked;
