package dev.tenfold.shop.productimport;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * Limits the length of a row. Without it, a quote that is never closed would make the rest of the file one row and read it all into
 * memory.
 */
final class BoundedReader extends FilterReader {

    /** More than a parser reads in advance. */
    private static final int AHEAD = 16 * 1024;

    private final int longest;
    private int sinceRow;

    BoundedReader(Reader text, int longest) {
        super(text);
        this.longest = longest;
    }

    /** A new row begins; the parser may already have read a part of it. */
    void expectRow() {
        sinceRow = 0;
    }

    @Override
    public int read() throws IOException {
        count(1);
        return in.read();
    }

    @Override
    public int read(char[] into, int offset, int length) throws IOException {
        int count = in.read(into, offset, Math.min(length, AHEAD));
        count(Math.max(0, count));
        return count;
    }

    private void count(int characters) throws RowTooLong {
        sinceRow += characters;
        if (sinceRow > longest + AHEAD) {
            throw new RowTooLong();
        }
    }

    /** The row is longer than allowed. */
    @SuppressWarnings("serial") // it never leaves this package
    static final class RowTooLong extends IOException {}
}
