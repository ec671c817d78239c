package dev.tenfold.shop.csv;

/**
 * Counts the rows of a file while its bytes arrive, without keeping them. Rows without text do not count. In CSV, a line end between quotes
 * does not end a row, and the header and a line such as {@code sep=;} are not rows.
 */
public final class RowScanner {

    private static final int BYTE = 0xFF;
    private static final String EXCEL = "sep=";

    private final boolean isCsv;
    private final int unitBytes;
    private final boolean isLittleEndian;
    private final StringBuilder start = new StringBuilder();
    private int half = -1;
    private int previous = '\n';
    private boolean hasClosed;
    private boolean isQuoted;
    private boolean hasText;
    private long ended;

    private RowScanner(boolean isCsv, CsvEncoding encoding) {
        this.isCsv = isCsv;
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
        boolean isFirst = start.isEmpty(); // after a byte order mark too
        if (start.length() < EXCEL.length() && c < 0x80) {
            start.append((char) c);
        }
        if (isCsv && c == '"') {
            boolean wasQuoted = isQuoted;
            isQuoted = !isQuoted && (isFirst || hasClosed || startsCell());
            hasClosed = wasQuoted;
            previous = c;
            return;
        }
        hasClosed = false;
        if (!isQuoted && (c == '\n' || (isCsv && c == '\r'))) {
            ended += hasText ? 1 : 0;
            hasText = false;
        } else {
            hasText |= c > ' ' && !(isCsv && isDelimiter(c));
        }
        previous = c;
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
        long heads = !isCsv ? 0 : start.toString().equalsIgnoreCase(EXCEL) ? 2 : 1;
        return Math.max(0, ended + (hasText ? 1 : 0) - heads);
    }
}
