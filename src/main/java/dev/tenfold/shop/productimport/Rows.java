package dev.tenfold.shop.productimport;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a file one after the other, the same ones at each attempt. Does not validate the products. */
interface Rows extends Closeable {

    /** The next row, or null at the end. A row after which nothing can be read is the last. */
    @Nullable
    Row next() throws IOException;
}
