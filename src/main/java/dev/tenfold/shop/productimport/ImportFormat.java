package dev.tenfold.shop.productimport;

import org.springframework.http.MediaType;

/** The format of an import file. */
enum ImportFormat {
    /** One JSON object per line. */
    NDJSON,
    /** Rows of cells, with the column names in the first one. */
    CSV;

    /**
     * The maximum length of a row, in bytes of NDJSON or characters of CSV. A description of 64 KiB fits, also with its quotes doubled or
     * its letters escaped.
     */
    static final int LONGEST_ROW = 256 * 1024;

    private static final MediaType CSV_TYPE = new MediaType("text", "csv");

    static ImportFormat of(MediaType type) {
        return type.equalsTypeAndSubtype(CSV_TYPE) ? CSV : NDJSON;
    }
}
