package dev.tenfold.shop.product;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files that shops have sent elsewhere: src/test/resources/cases. */
final class CatalogCases {

    private CatalogCases() {}

    /** A column of a file without quotes. */
    static List<String> column(String file, int number) {
        try {
            return Files.readString(Path.of("src/test/resources/cases", file)).lines().skip(1).map(line -> line.split(",", -1)[number])
                    .toList();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
