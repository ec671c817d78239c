package dev.tenfold.shop.productimport;

import dev.tenfold.platform.failure.Failure.TooLarge;
import dev.tenfold.shop.csv.CsvEncoding;
import dev.tenfold.shop.csv.RowScanner;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Copies a file and counts its rows. */
final class RowCounter {

    static final int MOST_ROWS = 100_000;
    private static final int PIECE = 64 * 1024;

    private final ImportFormat format;
    private final @Nullable CsvEncoding named;
    private @Nullable RowScanner rows;

    /** @param named the encoding that the request names; null if it names none */
    RowCounter(ImportFormat format, @Nullable CsvEncoding named) {
        this.format = format;
        this.named = named;
    }

    /** @throws TooLarge when there are more rows than a file may have */
    void copy(InputStream from, OutputStream to) throws IOException {
        byte[] piece = new byte[PIECE];
        for (int count = from.readNBytes(piece, 0, CsvEncoding.START); count > 0; count = from.read(piece)) {
            if (rows == null) {
                rows = format == ImportFormat.CSV ? RowScanner.ofCsv(CsvEncoding.of(piece, count, named)) : RowScanner.ofLines();
            }
            rows.scan(piece, count);
            if (rows.rows() > MOST_ROWS) {
                throw TooLarge.rows(MOST_ROWS);
            }
            to.write(piece, 0, count);
        }
    }

    /** The number of rows so far, without blank ones. */
    long rows() {
        return rows == null ? 0 : rows.rows();
    }
}
