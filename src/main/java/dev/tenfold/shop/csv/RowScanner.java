package dev.tenfold.shop.csv;

/**
 * Counts the rows of a file while its bytes arrive, without keeping them. Rows without text do not count. In CSV, a line end between quotes
 * does not end a row. The header and the lines before it, such as {@code sep=;} and {@code #TYPE ...}, are not rows ({@link CsvFile}).
 */
public final class RowScanner {

    private static final int BYTE = 0xFF;
    private static final String EXCEL = "sep=";
    private static final String POWERSHELL = "#TYPE ";

    private final boolean isCsv;
    private final int unitBytes;
    private final boolean isLittleEndian;
    private final StringBuilder start = new StringBuilder(); // of the current line, up to the header
    private boolean isFirstLine = true;
    private boolean hasHead;
    private int half = -1;
    private int previous = '\n';
    private boolean hasClosed;
    private boolean isQuoted;
    private boolean hasText;
    private long ended;

    private RowScanner(boolean isCsv, CsvEncoding encoding) {
        this.isCsv = isCsv;
        this.hasHead = !isCsv;
        this.unitBytes = encoding.unitBytes();
        this.isLittleEndian = encoding == CsvEncoding.UTF_16LE;
    }

    public static RowScanner ofCsv(CsvEncoding encoding) {
        return new RowScanner(true, encoding);
    }

    /** For a file of lines that end with a line feed. */
    public static RowScanner ofLines() {
        return new RowScanner(false, CsvEncoding.UTF_8);
    }

    public void scan(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            int value = bytes[i] & BYTE;
            if (unitBytes == 1) {
                unit(value);
            } else if (half < 0) {
                half = value;
            } else {
                unit(isLittleEndian ? value << 8 | half : half << 8 | value);
                half = -1;
            }
        }
    }

    /** A character; of an encoding with several bytes, only ASCII matters. */
    private void unit(int c) {
        boolean isFirst = isFirstLine && start.isEmpty(); // after a byte order mark too
        if (isCsv && c == '"' && !isBeforeHead()) {
            boolean wasQuoted = isQuoted;
            isQuoted = !isQuoted && (isFirst || hasClosed || startsCell());
            hasClosed = wasQuoted;
            remember(c);
            return;
        }
        hasClosed = false;
        if (!isQuoted && (c == '\n' || (isCsv && c == '\r'))) {
            endRow();
            previous = c;
        } else {
            hasText |= c > ' ' && !(isCsv && isDelimiter(c));
            remember(c);
        }
    }

    private void remember(int c) {
        if (!hasHead && start.length() < POWERSHELL.length() && c < 0x80) {
            start.append((char) c);
        }
        previous = c;
    }

    private void endRow() {
        if (hasHead) {
            ended += hasText ? 1 : 0;
        } else {
            hasHead = hasText && !isBeforeHead();
            start.setLength(0);
            isFirstLine = false;
        }
        hasText = false;
    }

    /** Whether this line is one before the header that only another program reads. */
    private boolean isBeforeHead() {
        if (hasHead) {
            return false;
        }
        String text = start.toString();
        return text.equals(POWERSHELL) || (isFirstLine && text.regionMatches(true, 0, EXCEL, 0, EXCEL.length()));
    }

    /** Whether a quote here begins a quoted cell. */
    private boolean startsCell() {
        return previous == '\n' || previous == '\r' || isDelimiter(previous);
    }

    private static boolean isDelimiter(int c) {
        return c == ',' || c == ';' || c == '\t' || c == '|';
    }

    /** The number of rows so far. */
    public long rows() {
        return ended + (hasHead && hasText ? 1 : 0);
    }
}
