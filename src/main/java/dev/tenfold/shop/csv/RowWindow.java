package dev.tenfold.shop.csv;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The text of a file for a parser, line by line. It keeps the lines of the current row, so that reading can go back to the line after the
 * row's first one. A row has a maximum length: without it, a quote that is never closed would make the rest of the file one row and read it all
 * into memory.
 */
final class RowWindow extends Reader {

    private final LineReader lines;
    private final int longest;
    private final List<LineReader.Piece> kept = new ArrayList<>();
    private int index;
    private int offset;
    private int length;
    private long firstLine = 1;
    private long lastLine;

    /** @param longest the maximum number of characters from the beginning of a row; the parser reads up to one line more */
    RowWindow(LineReader lines, int longest) {
        this.lines = lines;
        this.longest = longest;
    }

    /** A new row begins in this line; the lines before it are no longer needed. The parser may already have read the line. */
    void begin(long line) {
        int before = 0;
        while (before < kept.size() && kept.get(before).line() < line) {
            length -= kept.get(before).text().length();
            before++;
        }
        kept.subList(0, before).clear();
        index -= before;
        firstLine = line;
    }

    /** Goes back to the beginning of a line, for a new parser. */
    void restart(long line) {
        begin(line);
        index = 0;
        offset = 0;
    }

    /** The beginning of a line, at least its first piece; null if the file has no such line. Only before anything is read. */
    @Nullable
    String line(long line) throws IOException {
        begin(line);
        index = kept.size();
        while (kept.isEmpty() || kept.getLast().line() < line) {
            if (!more()) {
                return null;
            }
        }
        return kept.getFirst().text();
    }

    /** How many characters the kept lines before this one have. */
    int lengthBefore(long line) {
        return kept.stream().filter(piece -> piece.line() < line).mapToInt(piece -> piece.text().length()).sum();
    }

    /** The kept lines before this one. */
    String textBefore(long line) {
        return kept.stream().filter(piece -> piece.line() < line).map(LineReader.Piece::text).collect(Collectors.joining());
    }

    /** Whether nothing was read after this line, so that it is itself too long. */
    boolean isWithin(long line) {
        return !kept.isEmpty() && kept.getLast().line() == line;
    }

    /** Whether the file ends in this line, without a line end. */
    boolean isCutOff(long line) {
        return !kept.isEmpty() && kept.getLast().line() == line && !kept.getLast().endsLine();
    }

    /** Reads to the end of the file. Returns the number of its lines. */
    long skipToEnd() throws IOException {
        kept.clear();
        for (LineReader.Piece piece = lines.next(); piece != null; piece = lines.next()) {
            lastLine = piece.line();
        }
        return lastLine;
    }

    @Override
    public int read(char[] into, int from, int count) throws IOException {
        if (index == kept.size() && !more()) {
            return -1;
        }
        String text = kept.get(index).text();
        int copied = Math.min(count, text.length() - offset);
        text.getChars(offset, offset + copied, into, from);
        offset += copied;
        if (offset == text.length()) {
            index++;
            offset = 0;
        }
        return copied;
    }

    private boolean more() throws IOException {
        if (length > longest) {
            throw new RowTooLong();
        }
        LineReader.@Nullable Piece piece = lines.next();
        while (piece != null && piece.line() < firstLine) { // the rest of a line that is too long
            piece = lines.next();
        }
        if (piece == null) {
            return false;
        }
        lastLine = piece.line();
        kept.add(piece);
        length += piece.text().length();
        return true;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /** The row is longer than allowed. */
    @SuppressWarnings("serial") // it never leaves this package
    static final class RowTooLong extends IOException {}
}
