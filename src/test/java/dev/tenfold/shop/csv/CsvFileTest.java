package dev.tenfold.shop.csv;

import dev.tenfold.shop.csv.CsvItem.Broken;
import dev.tenfold.shop.csv.CsvItem.Cells;
import dev.tenfold.shop.csv.CsvItem.Stopped;
import dev.tenfold.shop.csv.CsvItem.TooLong;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class CsvFileTest {

    private static final Path CASES = Path.of("src/test/resources/cases");
    private static final int LONGEST = 2_000;

    @ParameterizedTest
    @ValueSource(strings = {"comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines", "newlines_crlf",
        "quotes_and_newlines", "simple", "simple_crlf", "utf8"})
    void eachFileOfCsvSpectrumMeansWhatItsJsonSays(String name) throws IOException {
        List<Cells> rows = new ArrayList<>();
        byte[] bytes = Files.readAllBytes(CASES.resolve("csv-spectrum/csvs/" + name + ".csv"));
        items(bytes, null).forEach(item -> rows.add((Cells) item));
        List<String> head = rows.removeFirst().values();
        List<Map<String, String>> read = rows.stream().map(row -> {
            Map<String, String> named = new LinkedHashMap<>();
            for (int i = 0; i < head.size(); i++) {
                named.put(head.get(i), row.values().get(i));
            }
            return named;
        }).toList();
        String json = Files.readString(CASES.resolve("csv-spectrum/json/" + name + ".json"));
        assertThat(read).isEqualTo(new JsonMapper().readValue(json, new TypeReference<List<Map<String, String>>>() {}));
    }

    @Test
    void everyFileOfCsvSpectrumIsATest() throws IOException {
        try (var files = Files.list(CASES.resolve("csv-spectrum/csvs"))) {
            assertThat(files).hasSize(11);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void aByteOrderMarkIsNoPartOfTheText(String encoding) throws IOException {
        byte[] bytes = "\uFEFF\"sku\",name\r\n1,Žluťoučký 茶\r\n".getBytes(Charset.forName(encoding));
        assertThat(values(bytes)).containsExactly("sku|name", "1|Žluťoučký 茶");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
    void utf16IsRecognizedWithoutAMark(String encoding) throws IOException {
        assertThat(values("sku,name\n1,龙井\n".getBytes(Charset.forName(encoding)))).containsExactly("sku|name", "1|龙井");
    }

    @Test
    void windows1252IsReadOnlyWhereItIsNamed() throws IOException {
        byte[] bytes = "sku;name\n1;Café €\n".getBytes(Charset.forName("windows-1252"));
        CsvEncoding named = CsvEncoding.named(Charset.forName("windows-1252")).orElseThrow();
        assertThat(items(bytes, named)).last().isEqualTo(new Cells(2, List.of("1", "Café €"), false));
        assertThat(values(bytes)).containsExactly("sku|name", "1|Caf\uFFFF \uFFFF");
        assertThat(CsvEncoding.named(StandardCharsets.ISO_8859_1)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {", ','", "; ;", "| |", "\\t ;"})
    void theDelimiterIsThatOfTheHeader(String delimiter, String other) throws IOException {
        String d = delimiter.replace("\\t", "\t").replace("'", "");
        String file = "a%sb%s\"x%sx\"\n1%s2%s3%s\n".formatted(d, d, other.replace("'", ""), d, d, d.equals(",") ? ";" : ",");
        assertThat(values(file)).containsExactly("a|b|x" + other.replace("'", "") + "x", "1|2|3" + (d.equals(",") ? ";" : ","));
    }

    @Test
    void linesThatOnlyExcelAndPowerShellReadAreNoRows() throws IOException {
        assertThat(values("sep=;\r\na;b\r\n1,5;2\r\n")).containsExactly("a|b", "1,5|2");
        assertThat(values("#TYPE System.Object\r\n\"a\",\"b\"\r\n")).containsExactly("a|b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void linesAreCountedAsInTheFile(String end) throws IOException {
        String file = "\na,b\n\n,\n1,\"x\n\ny\"\n2,z\n".replace("\n", end);
        assertThat(items(file)).containsExactly(new Cells(2, List.of("a", "b"), false),
                new Cells(5, List.of("1", "x" + end + end + "y"), false), new Cells(8, List.of("2", "z"), false));
    }

    @Test
    void textAfterAQuoteBreaksOnlyItsRow() throws IOException {
        assertThat(items("a,b\n1,\"As\"sam\n2,x\n3,y\n")).containsExactly(new Cells(1, List.of("a", "b"), false), new Broken(2, 2),
                new Cells(3, List.of("2", "x"), false), new Cells(4, List.of("3", "y"), false));
    }

    @Test
    void aQuoteThatIsNeverClosedBreaksOnlyItsRow() throws IOException {
        String rows = "2,x\n".repeat(3_000); // more than a row may have
        List<CsvItem> items = items("a,b\n1,\"x\n" + rows);
        assertThat(items).hasSize(3_002).startsWith(new Cells(1, List.of("a", "b"), false), new Broken(2, 2),
                new Cells(3, List.of("2", "x"), false));
        assertThat(items("a,b\n1,\"x\n2,y")).last().isEqualTo(new Cells(3, List.of("2", "y"), true));
        assertThat(items("a,b\n1,\"x")).last().isEqualTo(new Broken(2, 2));
        assertThat(items("a,b\n1,\"x\n2,\"y\"\n")).last().isEqualTo(new Cells(3, List.of("2", "y"), false));
    }

    /** Otherwise a part of a description would become a product. */
    @Test
    void linesAfterABrokenQuoteAreRowsOnlyIfTheyHaveAllCells() throws IOException {
        assertThat(items("a,b,c\n1,\"he said \"hi\"\nand more\nand, more\",2\n3,4,5\n")).containsExactly(
                new Cells(1, List.of("a", "b", "c"), false), new Broken(2, 4), new Cells(5, List.of("3", "4", "5"), false));
        assertThat(items("a,b,c\n1,\"x\"y,2\nonly\n")).last().isEqualTo(new Broken(2, 3));
        assertThat(items("a,b\n1,\"x\"y\n2,\"12\"\" pipe\"\n")).last().isEqualTo(new Cells(3, List.of("2", "12\" pipe"), false));
    }

    @Test
    void afterManyBrokenRowsReadingStops() throws IOException {
        List<CsvItem> items = items("a,b\n" + "\"x\"y,1\n".repeat(CsvFile.MOST_BROKEN + 50) + "1,2");
        assertThat(items).hasSize(1 + CsvFile.MOST_BROKEN + 1).last().isEqualTo(new Stopped(CsvFile.MOST_BROKEN + 2, 51));
        assertThat(items("a,\"b\nx\n\n1,2")).containsExactly(new Stopped(1, 4));
    }

    /** Each line could go on for as long as a row may be: without a limit, this file would take an hour. */
    @Test
    void aFileOfBrokenRowsEndsSoon() throws IOException {
        assertThat(items("a,b\n" + "x\",\"y\n".repeat(400_000))).last().isInstanceOf(Stopped.class);
    }

    @Test
    void aLongRowIsOneError() throws IOException {
        String text = "x".repeat(LONGEST);
        assertThat(items("a,b\n1,\"" + text + "\n\"\n2,y\n")).containsExactly(new Cells(1, List.of("a", "b"), false), new TooLong(2, 3),
                new Cells(4, List.of("2", "y"), false));
        assertThat(items("a,b\n1," + text + "\n2,y\n")).last().isEqualTo(new Cells(3, List.of("2", "y"), false));
        assertThat(items("a,b\n1," + "x".repeat(70_000) + "\n2,y\n")).as("longer than the parser may see").last()
                .isEqualTo(new Cells(3, List.of("2", "y"), false));
    }

    /** Lines that end where the reader's buffer ends, in all three forms. */
    @Test
    void randomRowsAreReadAsTheyWereWritten() throws IOException {
        var random = new Random(20);
        for (int round = 0; round < 30; round++) {
            String end = List.of("\n", "\r\n", "\r").get(round % 3);
            var file = new StringBuilder("a,b").append(end);
            List<CsvItem> expected = new ArrayList<>(List.of(new Cells(1, List.of("a", "b"), false)));
            long line = 2;
            for (int i = 0; i < 60; i++) {
                String text = "é".repeat(random.nextInt(1_500)) + (random.nextBoolean() ? end + "z" : "") + "\"";
                file.append(i).append(",\"").append(text.replace("\"", "\"\"")).append('"').append(end);
                expected.add(new Cells(line, List.of(String.valueOf(i), text), false));
                line += text.contains(end) ? 2 : 1;
            }
            assertThat(items(file.toString())).isEqualTo(expected);
        }
    }

    private static List<String> values(String file) throws IOException {
        return values(file.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> values(byte[] file) throws IOException {
        return items(file, null).stream().map(item -> String.join("|", ((Cells) item).values())).toList();
    }

    private static List<CsvItem> items(String file) throws IOException {
        return items(file.getBytes(StandardCharsets.UTF_8), null);
    }

    private static List<CsvItem> items(byte[] bytes, @Nullable CsvEncoding named) throws IOException {
        try (var file = new CsvFile(new ByteArrayInputStream(bytes), named, LONGEST)) {
            List<CsvItem> items = new ArrayList<>();
            for (CsvItem item = file.head(); item != null; item = file.next()) {
                items.add(item);
            }
            return items;
        }
    }
}
