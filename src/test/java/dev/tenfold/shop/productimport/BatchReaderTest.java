package dev.tenfold.shop.productimport;

import dev.tenfold.shop.csv.CsvFile;
import jakarta.validation.Validation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BatchReaderTest {

    private static final int VARIANTS = 300;

    /** A small file can have much text: each variant of Shopify has the description of its product. */
    @Test
    void aBatchOfLongDescriptionsHasFewerRows() throws IOException {
        String file = "Handle,Title,Body (HTML),Option1 Value,Variant Price\ntee,Tee,%s,0,1\n".formatted("x".repeat(60_000))
                + IntStream.range(1, VARIANTS).mapToObj("tee,,,%d,1\n"::formatted).collect(Collectors.joining());
        try (var validators = Validation.buildDefaultValidatorFactory();
                var csv = new CsvFile(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), null, ImportFormat.LONGEST_ROW)) {
            var reader = new BatchReader(new CsvRows(csv, new ShopifyRows("USD")), 0, validators.getValidator(), 1_000);
            List<ImportBatch> batches = new ArrayList<>();
            for (ImportBatch batch = reader.next(); batch.rows() > 0; batch = reader.next()) {
                batches.add(batch);
            }
            assertThat(batches).allSatisfy(batch -> assertThat(characters(batch)).isLessThan(600_000));
            assertThat(batches.stream().mapToInt(batch -> batch.products().size()).sum()).isEqualTo(VARIANTS);
            assertThat(batches.getLast().end()).isEqualTo(VARIANTS);
        }
    }

    private static int characters(ImportBatch batch) {
        return batch.products().keySet().stream().mapToInt(row -> Objects.requireNonNull(row.description()).length()).sum();
    }
}
