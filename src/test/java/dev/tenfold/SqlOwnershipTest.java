package dev.tenfold;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Which package writes which table. Reads the text of the service's code, because a statement is only text there. */
class SqlOwnershipTest {

    private static final Path MAIN = Path.of("src/main/java/dev/tenfold");

    /** A statement, or a part of one, that writes a table. Does not match {@code FOR UPDATE OF inventory}, which only locks. */
    private static final Pattern WRITE = Pattern.compile(
            "\\b(?:INSERT\\s+INTO|MERGE\\s+INTO|UPDATE(?:\\s+ONLY)?|DELETE\\s+FROM(?:\\s+ONLY)?|TRUNCATE(?:\\s+TABLE)?)\\s+"
                    + "(inventory|stock_movements|outbox)\\b",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern JSON_IN_SQL =
            Pattern.compile("\\b(?:jsonb?_(?:build_\\w+|agg|object_agg|object)|to_jsonb?|row_to_json|array_to_json)\\s*\\(",
                    Pattern.CASE_INSENSITIVE);

    @Test
    void onlyInventoryWritesStockAndLedger() throws IOException {
        var writers = writers();
        assertThat(writers.get("inventory")).as("packages that write inventory").containsExactly("shop/inventory");
        assertThat(writers.get("stock_movements")).as("packages that write stock_movements").containsExactly("shop/inventory");
    }

    @Test
    void onlyTheOutboxWritesEvents() throws IOException {
        assertThat(writers().get("outbox")).as("packages that write outbox").containsExactly("messaging/outbox");
    }

    @ParameterizedTest
    @ValueSource(strings = {"INSERT INTO inventory (product_id)", "insert into\n    stock_movements", "UPDATE inventory SET",
        "UPDATE ONLY inventory",
        "DELETE FROM stock_movements", "MERGE INTO inventory AS", "TRUNCATE inventory"})
    void aWriteIsRecognized(String sql) {
        assertThat(WRITE.matcher(sql).find()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"FOR UPDATE OF inventory", "UPDATE inventory_checks SET", "SELECT on_hand FROM inventory", "UPDATE orders"})
    void anythingElseIsNot(String sql) {
        assertThat(WRITE.matcher(sql).find()).isFalse();
    }

    @Test
    void noSqlBuildsJson() throws IOException {
        assertThat(sources().stream().filter(file -> JSON_IN_SQL.matcher(text(file)).find())).as("files with SQL that builds JSON")
                .isEmpty();
    }

    /** The packages that write each table. */
    private static Map<String, Set<String>> writers() throws IOException {
        Map<String, Set<String>> writers = new TreeMap<>();
        sources().forEach(file -> WRITE.matcher(text(file)).results().map(write -> write.group(1).toLowerCase(Locale.ROOT))
                .forEach(table -> writers.computeIfAbsent(table, _ -> new TreeSet<>()).add(packageOf(file))));
        return writers;
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(MAIN)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static String packageOf(Path file) {
        return MAIN.relativize(file).getParent().toString().replace('\\', '/');
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
