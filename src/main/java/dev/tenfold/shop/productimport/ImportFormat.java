package dev.tenfold.shop.productimport;

import java.io.IOException;
import java.io.InputStream;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** How a file of products is written. */
enum ImportFormat {
    /** One JSON object a line. */
    NDJSON {
        @Override
        Rows read(InputStream bytes, JsonMapper json) {
            return new JsonRows(bytes, json);
        }
    },
    /** RFC 4180, with a line of names first. */
    CSV {
        @Override
        Rows read(InputStream bytes, JsonMapper json) throws IOException {
            return new CsvRows(bytes);
        }
    };

    /** The longest row, in bytes of NDJSON and characters of CSV: as long as the body of a request may be. */
    static final int LONGEST_ROW = 64 * 1024;

    private static final MediaType CSV_TYPE = new MediaType("text", "csv");

    static ImportFormat of(MediaType type) {
        return type.equalsTypeAndSubtype(CSV_TYPE) ? CSV : NDJSON;
    }

    /** Lines before the first row. */
    int headLines() {
        return this == CSV ? 1 : 0;
    }

    abstract Rows read(InputStream bytes, JsonMapper json) throws IOException;
}
