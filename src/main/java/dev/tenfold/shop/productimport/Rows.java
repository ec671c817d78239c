package dev.tenfold.shop.productimport;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The rows of a file, one after the other: the same rows each time that it is read. Whether a product may be so is not looked at here. */
interface Rows extends Closeable {

    /** The next row, or null at the end; a row that nothing can be read behind is the last. */
    @Nullable
    Row next() throws IOException;
}
