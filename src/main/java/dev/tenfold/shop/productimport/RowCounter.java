package dev.tenfold.shop.productimport;

import dev.tenfold.platform.failure.Failure.TooLarge;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Copies a file and counts its rows. In CSV, a line feed between quotes does not end a row. */
final class RowCounter {

    static final int MOST_ROWS = 100_000;
    private static final int PIECE = 64 * 1024;

    private final ImportFormat format;
    private long ended;
    private boolean isQuoted;
    private boolean hasBegun;

    RowCounter(ImportFormat format) {
        this.format = format;
    }

    /** @throws TooLarge when there are more rows than a file may have */
    void copy(InputStream from, OutputStream to) throws IOException {
        byte[] piece = new byte[PIECE];
        for (int count = from.read(piece); count >= 0; count = from.read(piece)) {
            look(piece, count);
            if (rows() > MOST_ROWS) {
                throw TooLarge.rows(MOST_ROWS);
            }
            to.write(piece, 0, count);
        }
    }

    private void look(byte[] piece, int count) {
        for (int i = 0; i < count; i++) {
            if (piece[i] == '"' && format == ImportFormat.CSV) {
                isQuoted = !isQuoted;
            }
            boolean ends = piece[i] == '\n' && !isQuoted;
            ended += ends ? 1 : 0;
            hasBegun = !ends;
        }
    }

    /** The number of rows so far, including blank ones. */
    long rows() {
        return Math.max(0, ended + (hasBegun ? 1 : 0) - format.headLines());
    }
}
