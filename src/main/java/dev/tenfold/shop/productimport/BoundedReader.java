package dev.tenfold.shop.productimport;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/** Text whose rows have an end: a quote that is never closed would make all that follows one row, and bring all of it into memory. */
final class BoundedReader extends FilterReader {

    /** More than a parser reads ahead. */
    private static final int AHEAD = 16 * 1024;

    private final int longest;
    private int sinceRow;

    BoundedReader(Reader text, int longest) {
        super(text);
        this.longest = longest;
    }

    /** A row begins, or what was read ahead of it. */
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

    /** The row is longer than it may be. */
    @SuppressWarnings("serial") // it goes no further than this package
    static final class RowTooLong extends IOException {}
}
