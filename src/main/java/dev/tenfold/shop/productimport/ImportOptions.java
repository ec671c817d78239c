package dev.tenfold.shop.productimport;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tenfold.shop.csv.CsvEncoding;
import dev.tenfold.shop.csv.CsvFile;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a file is read and what happens with it. Stored in the job; what is not set is left out, because a worker of an earlier release does not
 * know it.
 * @param profile whose columns a CSV file has; null if ours
 * @param currency the currency of prices that do not name one
 * @param encoding the encoding of a CSV file, if the request names it
 * @param dryRun whether nothing is written; null if not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ImportOptions(@Nullable ImportProfile profile, @Nullable String currency, @Nullable CsvEncoding encoding, @Nullable Boolean dryRun) {

    boolean isDryRun() {
        return Boolean.TRUE.equals(dryRun);
    }

    Rows read(ImportFormat format, InputStream bytes, JsonMapper json) throws IOException {
        return switch (format) {
            case NDJSON -> new JsonRows(bytes, json);
            case CSV -> new CsvRows(new CsvFile(bytes, encoding, ImportFormat.LONGEST_ROW),
                    profile == null ? new TenfoldRows(currency) : profile.mapper(currency));
        };
    }
}
