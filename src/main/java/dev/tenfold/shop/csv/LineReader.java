package dev.tenfold.shop.csv;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * Splits a text into its lines. A line ends with a line feed, a carriage return, or both. A long line comes in several pieces, so that the
 * memory is limited. The byte order mark at the beginning is left out.
 */
final class LineReader implements Closeable {

    /**
     * A line or a part of one, with its line end.
     * @param line the number of the line, from 1
     */
    record Piece(long line, String text) {

        boolean endsLine() {
            char last = text.charAt(text.length() - 1);
            return last == '\n' || last == '\r';
        }
    }

    private static final int LONGEST_PIECE = 16 * 1024;
    private static final char MARK = '\uFEFF';

    private final Reader text;
    private final char[] buffer = new char[LONGEST_PIECE];
    private int start;
    private int end;
    private boolean isOver;
    private long line = 1;
    private boolean hasBegun;

    LineReader(Reader text) {
        this.text = text;
    }

    /** The next piece, or null at the end. */
    @Nullable
    Piece next() throws IOException {
        if (!hasBegun) {
            hasBegun = true;
            fill();
            start += end > 0 && buffer[0] == MARK ? 1 : 0;
        }
        int length = lineLength();
        if (length == 0) {
            return null;
        }
        var piece = new Piece(line, new String(buffer, start, length));
        start += length;
        line += piece.endsLine() ? 1 : 0;
        return piece;
    }

    /** The length of the line at {@code start} with its line end, or of as much as the buffer holds; 0 at the end. */
    private int lineLength() throws IOException {
        int i = start;
        while (true) {
            for (; i < end; i++) {
                if (buffer[i] == '\n') {
                    return i + 1 - start;
                }
                if (buffer[i] == '\r') {
                    break;
                }
            }
            if (i + 1 < end) {
                return i + (buffer[i + 1] == '\n' ? 2 : 1) - start;
            }
            // a line feed may follow the carriage return, or the line goes on
            if (isOver || (start == 0 && end == buffer.length && i == end)) {
                return end - start;
            }
            if (start == 0 && end == buffer.length) {
                return i - start; // the piece before the carriage return
            }
            i -= start;
            fill();
        }
    }

    /** Moves what is left to the beginning of the buffer, and reads more. */
    private void fill() throws IOException {
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
        int count = text.read(buffer, end, buffer.length - end);
        isOver = count < 0;
        end += Math.max(0, count);
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
