package dev.tenfold.shop.productimport;

import dev.tenfold.api.problem.JsonFailures;
import dev.tenfold.jobs.job.RowReport.Stop;
import dev.tenfold.platform.failure.Failure;
import dev.tenfold.platform.failure.Failure.Malformed;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** NDJSON: lines that end with a line feed. Blank lines are skipped. An invalid line does not affect the others. */
final class JsonRows implements Rows {

    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}; // the byte order mark of UTF-8, which some editors write

    private final InputStream bytes;
    private final ObjectReader reader;
    private final byte[] buffer = new byte[ImportFormat.LONGEST_ROW + 1];
    private int start;
    private int end;
    private boolean isOver;
    private long line;

    JsonRows(InputStream bytes, JsonMapper json) {
        this.bytes = bytes;
        this.reader = json.readerFor(JsonProduct.class);
    }

    @Override
    public @Nullable Row next() throws IOException {
        while (true) {
            int length = lineLength();
            if (length < 0 && end - start == buffer.length) {
                skipLine();
                return Row.tooLong(++line);
            }
            if (length < 0 && start == end) {
                return null;
            }
            int from = start;
            int to = length < 0 ? end : start + length;
            start = length < 0 ? end : to + 1;
            line++;
            if (line == 1 && to - from >= MARK.length && startsWithMark(from)) {
                from += MARK.length;
            }
            if (!isBlank(from, to)) {
                return row(from, to);
            }
        }
    }

    /**
     * The length of the line at {@code start}, or -1 if the buffer does not contain its end: then it is longer than the buffer, or it is
     * the last line.
     */
    private int lineLength() throws IOException {
        int looked = start;
        while (true) {
            for (; looked < end; looked++) {
                if (buffer[looked] == '\n') {
                    return looked - start;
                }
            }
            if (isOver || end - start == buffer.length) {
                return -1;
            }
            if (end == buffer.length) {
                System.arraycopy(buffer, start, buffer, 0, end - start);
                looked -= start;
                end -= start;
                start = 0;
            }
            int count = bytes.read(buffer, end, buffer.length - end);
            isOver = count < 0;
            end += Math.max(0, count);
        }
    }

    private void skipLine() throws IOException {
        int length = -1;
        while (length < 0 && (!isOver || start < end)) {
            start = end; // the rest belongs to the line that is too long
            length = lineLength();
        }
        start = length < 0 ? end : start + length + 1;
    }

    private boolean startsWithMark(int from) {
        return buffer[from] == MARK[0] && buffer[from + 1] == MARK[1] && buffer[from + 2] == MARK[2];
    }

    private boolean isBlank(int from, int to) {
        for (int i = from; i < to; i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    private Row row(int from, int to) {
        try {
            JsonProduct product = reader.readValue(buffer, from, to - from);
            return product == null ? Row.wrong(line, "", "wrong_type", "is null") : product.toRow(line);
        } catch (JacksonException broken) {
            Failure failure = JsonFailures.of(broken);
            return failure instanceof Malformed malformed && !malformed.violations().isEmpty()
                    ? Row.wrong(line, malformed.violations())
                    : Row.wrong(line, "", failure.code().value(), "is not one valid JSON value");
        }
    }

    @Override
    public @Nullable Stop stopped() {
        return null; // a line that cannot be read is only one row
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
