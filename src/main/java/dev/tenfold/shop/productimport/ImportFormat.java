package dev.tenfold.shop.productimport;

import java.io.IOException;
import java.io.InputStream;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** The format of an import file. */
enum ImportFormat {
    /** One JSON object per line. */
    NDJSON {
        @Override
        Rows read(InputStream bytes, JsonMapper json) {
            return new JsonRows(bytes, json);
        }
    },
    /** RFC 4180, with the column names in the first line. */
    CSV {
        @Override
        Rows read(InputStream bytes, JsonMapper json) throws IOException {
            return new CsvRows(bytes);
        }
    };

    /** The maximum length of a row, in bytes of NDJSON or characters of CSV: as long as a request body may be. */
    static final int LONGEST_ROW = 64 * 1024;

    private static final MediaType CSV_TYPE = new MediaType("text", "csv");

    static ImportFormat of(MediaType type) {
        return type.equalsTypeAndSubtype(CSV_TYPE) ? CSV : NDJSON;
    }

    /** How many lines come before the first row. */
    int headLines() {
        return this == CSV ? 1 : 0;
    }

    abstract Rows read(InputStream bytes, JsonMapper json) throws IOException;
}
