package dev.tenfold.shop.productimport;

import dev.tenfold.jobs.job.RowReport.Stop;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a file one after the other, the same ones at each attempt. Does not validate the products. */
interface Rows extends Closeable {

    /** The next row, or null at the end. */
    @Nullable
    Row next() throws IOException;

    /** Where reading stopped before the end of the file; null if it did not. Known after {@link #next} has returned null. */
    @Nullable
    Stop stopped();
}
