package dev.tenfold.shop.productimport;

import dev.tenfold.shop.productimport.ImportClient.Import;
import dev.tenfold.testing.services.TenfoldTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** CSV files as people write them. The files of {@code cases} are described there. */
@TenfoldTest
class ImportCasesTest {

    private static final String HEAD = "sku,name,category,price_amount,price_currency\n";

    private final ImportClient imports;
    private final JdbcClient jdbc;
    private final MeterRegistry metrics;

    ImportCasesTest(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired MeterRegistry metrics) {
        this.metrics = metrics;
        this.imports = new ImportClient(port, jdbc);
        this.jdbc = jdbc;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "01-bom-quoted-header.csv | text/csv | BOM-1=Assam, BOM-2=Sencha",
        "03-semicolons.csv | text/csv | SEMI-1=Assam",
        "04-cr-only.csv | text/csv | CR-1=Assam, CR-2=Assam",
        "06-rows-of-commas.csv | text/csv | COMMA-1=Assam",
        "numbers-export.csv | text/csv | NUM-1=Crème brûlée, NUM-2=Tea; green",
        "google-sheets.csv | text/csv | SHEET-1=Tea, \"green\", SHEET-2=Kettle",
        "excel-unicode-text.txt | text/csv | XL-2=عطر كوكو",
        "excel-sep-windows-1252.csv | text/csv; charset=windows-1252 | SEP-1=Café crème €, SEP-2=Plain",
        "libreoffice-tabs.csv | text/csv | LO-1=Crème brûlée, 2 pieces, LO-2=龙井绿茶礼盒, LO-00123=Žluťoučký kůň",
        "libreoffice-utf16.csv | text/csv | LO16-1=Crème brûlée, 2 pieces, LO16-2=龙井绿茶礼盒, LO16-00123=Žluťoučký kůň"})
    void aFileOfASpreadsheetIsRead(String file, String type, String names) throws IOException {
        Import ended = imports.send(type, "", ImportClient.file(file));
        List<String> expected = List.of(names.split(", (?=[A-Z]+[0-9]*-)"));
        assertThat(ended.status()).as(ended.error()).isEqualTo("succeeded");
        if (file.equals("excel-unicode-text.txt")) {
            assertThat(ended.errors()).as("a name with a tab").containsExactly("2 /name invalid_characters");
        } else {
            assertThat(ended.counts()).as(ended.detail()).isEqualTo(List.of(expected.size(), 0, 0, 0));
        }
        assertThat(expected)
                .allSatisfy(it -> assertThat(name(it.substring(0, it.indexOf('=')))).isEqualTo(it.substring(it.indexOf('=') + 1)));
    }

    @Test
    void aFileOfPowerShellIsReadAndItsLinesAreCounted() throws IOException {
        Import ended = imports.csvFile("powershell-utf16.csv", "");
        assertThat(name("PS-1")).isEqualTo("Žluťoučký kůň");
        assertThat(ended.errors()).containsExactly("4 /price_amount wrong_type");
    }

    @Test
    void linesAreCountedAsInTheFile() throws IOException {
        Import ended = imports.csvFile("05-blank-lines-then-bad-row.csv", "");
        assertThat(ended.errors()).containsExactly("6 /price_amount wrong_type");
        assertThat(ended.counts()).isEqualTo(List.of(2, 0, 0, 1));
    }

    @Test
    void bytesThatAreNotUtf8AreAnErrorOfTheirRow() throws IOException {
        Import ended = imports.csvFile("08-windows-1252-bad-row-at-18.csv", "");
        assertThat(ended.errors()).containsExactly("18 /name malformed_csv");
        assertThat(ended.detail()).contains("Windows-1252");
        assertThat(ended.report().path("added").asInt()).isPositive();
        Import named = imports.send("text/csv; charset=windows-1252", "", ImportClient.file("08-windows-1252-bad-row-at-18.csv"));
        assertThat(named.report().path("failed").asInt()).isZero();
        assertThat(named.report().path("added").asInt()).as("the row that was refused").isOne();
        Import head = imports.send("text/csv", "", "sku,prénom\n1,x\n".getBytes(Charset.forName("windows-1252")));
        assertThat(head.status()).isEqualTo("failed");
        assertThat(head.errors()).containsExactly("1  malformed_csv");
    }

    @Test
    void anAbsentColumnChangesNothing() throws IOException {
        imports.csv("sku,name,description,category,price_amount,price_currency\nKEEP-1,Assam,malty,tea,300,USD\n");
        Import ended = imports.csvFile("09-no-description-column.csv", "");
        assertThat(ended.counts()).isEqualTo(List.of(0, 1, 0, 0));
        assertThat(product("KEEP-1")).containsEntry("description", "malty").containsEntry("price_amount", 350L);

        assertThat(imports.csv("SKU,price amount,Price-Currency\nKEEP-1,360,USD\n").counts()).isEqualTo(List.of(0, 1, 0, 0));
        assertThat(imports.ndjson("{\"sku\": \"KEEP-1\", \"category\": \"black-tea\"}\n").counts()).isEqualTo(List.of(0, 1, 0, 0));
        assertThat(imports.ndjson("{\"sku\": \"KEEP-1\", \"category\": \"black-tea\", \"name\": null}\n").counts()).as("the same again")
                .isEqualTo(List.of(0, 0, 1, 0));
        assertThat(product("KEEP-1")).containsEntry("name", "Assam").containsEntry("description", "malty")
                .containsEntry("category", "black-tea").containsEntry("price_amount", 360L).containsEntry("version", 4L);
        assertThat(imports.ndjson("""
                {"sku": "KEEP-1", "name": "Assam", "category": "black-tea", "price": {"amount": 361, "currency": "USD"}}
                """).counts()).isEqualTo(List.of(0, 1, 0, 0));
        assertThat(product("KEEP-1")).containsEntry("description", "malty");
        assertThat(jdbc.sql("SELECT data FROM outbox WHERE aggregate_id = :id ORDER BY position DESC LIMIT 1")
                .param("id", product("KEEP-1").get("id"))
                .query(String.class).single()).as("the event has what the row does not").contains("malty", "361");

        assertThat(imports.csv("sku,description\nKEEP-1,\n").counts()).as("an empty cell removes it").isEqualTo(List.of(0, 1, 0, 0));
        assertThat(product("KEEP-1")).containsEntry("description", "");
    }

    @Test
    void aNewProductNeedsANameACategoryAndAPrice() throws IOException {
        String known = sku();
        imports.csv(HEAD + known + ",Assam,tea,1,USD\n");
        Import ended = imports.csv("sku,description\n%s,x\n%s,y\n%s,z\n".formatted(sku(), known, sku()));
        assertThat(ended.errors()).containsExactly("2 /name required", "2 /category required", "2 /price required", "4 /name required",
                "4 /category required", "4 /price required");
        assertThat(ended.counts()).isEqualTo(List.of(0, 1, 0, 2));
        assertThat(ended.detail()).contains("new product");
        assertThat(ended.status()).isEqualTo("succeeded");
    }

    @Test
    void anEmptyCellIsAnErrorInWords() throws IOException {
        Import ended =
                imports.csv(HEAD + "%s,,tea,1,USD\n%s,Assam,,1,USD\n%s,Assam,tea,,USD\n,Assam,tea,1,USD\n".formatted(sku(), sku(), sku()));
        assertThat(ended.errors()).containsExactly("2 /name required", "3 /category required", "4 /price_amount required",
                "5 /sku required");
    }

    @Test
    void anEmptyCurrencyIsThatOfTheRequest() throws IOException {
        String named = sku();
        String empty = sku();
        String shortened = sku();
        String rows = HEAD + named + ",Assam,tea,1,EUR\n" + empty + ",Assam,tea,1, \n" + shortened + ",Assam,tea,1\n";
        assertThat(imports.csv(rows).errors()).containsExactly("3 /price_currency required", "4 /price_currency required");
        Import ended = imports.send("text/csv", "?currency=CHF", rows.getBytes(StandardCharsets.UTF_8));
        assertThat(ended.counts()).as(ended.detail()).isEqualTo(List.of(2, 0, 1, 0));
        assertThat(List.of(named, empty, shortened)).extracting(it -> product(it).get("price_currency")).containsExactly("EUR", "CHF",
                "CHF");
    }

    @Test
    void pricesAreStrict() throws IOException {
        Import ended = imports.csvFile("11-prices-as-people-write-them.csv", "");
        assertThat(ended.counts()).isEqualTo(List.of(0, 0, 0, 10));
        assertThat(ended.errors()).hasSize(10).allMatch(error -> error.matches("\\d+ /price_amount (wrong_type|required)"));
        assertThat(ended.detail()).contains("1999 for 19.99");
    }

    @Test
    void formulasAreTextAndNamesHaveOneLine() throws IOException {
        Import ended = imports.csvFile("16-formulas.csv", "");
        assertThat(ended.errors()).as("names with a tab or a line end").containsExactly("6 /name invalid_characters",
                "7 /name invalid_characters", "9 /name invalid_characters");
        assertThat(List.of("F-0", "F-1", "F-7", "F-8")).extracting(this::name).containsExactly("=1+1", "+1", " =1+1", "＝1+1");
    }

    @Test
    void oneBrokenQuoteDoesNotSwallowTheFile() throws IOException {
        Import ended = imports.csvFile("17-quotes-after-text.csv", "");
        assertThat(ended.errors()).containsExactly("3  malformed_csv");
        assertThat(ended.counts()).isEqualTo(List.of(2, 0, 0, 1));
        assertThat(name("Q-3")).isEqualTo("Assam");
        assertThat(ended.status()).as("all of the file was read").isEqualTo("succeeded");
    }

    @Test
    void whereReadingStopsTheJobHasFailedAndItsReportSaysWhere() throws IOException {
        String known = sku();
        double dead = metrics.counter("tenfold.jobs.dead", "kind", "product_import").count();
        Import ended = imports.csv(HEAD + known + ",Assam,tea,1,USD\n" + "x,\"As\"sam,tea,1,USD\n".repeat(120));
        assertThat(ended.status()).isEqualTo("failed");
        assertThat(ended.error()).contains("line 103", "20 lines");
        assertThat(ended.report().path("stopped").path("line").asInt()).isEqualTo(103);
        assertThat(ended.report().path("stopped").path("unread_lines").asInt()).isEqualTo(20);
        assertThat(ended.counts()).isEqualTo(List.of(1, 0, 0, 100));
        assertThat(name(known)).isEqualTo("Assam");
        assertThat(metrics.counter("tenfold.jobs.dead", "kind", "product_import").count()).as("no alert").isEqualTo(dead);
        assertThat(metrics.timer("tenfold.jobs.duration", "kind", "product_import", "outcome", "refused").count()).isPositive();
        assertThat(imports.retry(ended).report()).as("a retry finds the same").isEqualTo(ended.report());
    }

    @Test
    void columnsThatAreNotKnownOrMissingAreNamed() throws IOException {
        Import unknown = imports.csv("sku,Colour,name,sise\n1,2,3,4\n");
        assertThat(unknown.status()).isEqualTo("failed");
        assertThat(unknown.errors()).containsExactly("1  unknown_column");
        assertThat(unknown.detail()).contains("colour, sise", "price_amount");
        assertThat(unknown.report().path("stopped").path("unread_lines").asInt()).isEqualTo(2);
        assertThat(imports.csv("sku,name,Name \n1,2,3\n").errors()).containsExactly("1  repeated_column");
        assertThat(imports.csv("artikel;preis\n1;2\n").detail()).contains("sku", "artikel, preis");
        assertThat(imports.csv("sku,price_amount\n1,2\n").detail()).contains("price_currency");
        assertThat(imports.csv("").status()).isEqualTo("succeeded");
    }

    /** Archives have names with control characters. A name may also be cut within a character of two UTF-16 units. */
    @Test
    void aFileThatIsNotCsvIsRefusedInPlainText() throws IOException {
        Import archive = imports.csv("PK\u0003\u0004\u0014\u0000\u0006,\u001B[31m\n1,2\n");
        assertThat(archive.status()).isEqualTo("failed");
        assertThat(archive.errors()).containsExactly("1  missing_column");
        assertThat(archive.detail()).contains("lacks sku", "pk").doesNotContainPattern("\\p{Cntrl}");
        assertThat(imports.csv("sku," + "x".repeat(39) + "😀y\n1,2\n").errors()).containsExactly("1  unknown_column");
        assertThat(imports.csv("x".repeat(300_000) + "\n1\n").detail()).contains("262144 characters");
    }

    @Test
    void rowsMayBePaddedOrShort() throws IOException {
        String padded = sku();
        String shortened = sku();
        Import ended = imports.csv(
                "sku,name,category,price_amount,price_currency,description,,\n%s,Assam,tea,1,USD,x,,,,\n%s,Assam,tea,1,USD\n%s,Assam,tea,1,USD,,,x\n"
                        .formatted(padded, shortened, sku()) + sku() + ",Ass");
        assertThat(ended.errors()).containsExactly("4  wrong_columns", "5  wrong_columns");
        assertThat(ended.counts()).isEqualTo(List.of(2, 0, 0, 2));
    }

    @Test
    void aDescriptionMayHave64KiB() throws IOException {
        String sku = sku();
        String text = "\"".repeat(5_000) + "x".repeat(4_999);
        Import ended = imports.csv("sku,name,category,price_amount,price_currency,description\n%s,Assam,tea,1,USD,\"%s\"\n".formatted(sku,
                text.replace("\"", "\"\"")));
        assertThat(ended.counts()).isEqualTo(List.of(1, 0, 0, 0));
        assertThat(ended.report().path("stopped").isNull()).isTrue();
        assertThat(product(sku)).containsEntry("description", text);
    }

    /** Each of these rows takes 0.7 s, so that all of them take longer than a statement may. */
    @Test
    void aBatchThatTakesTooLongIsWrittenInParts() throws IOException {
        String stem = sku();
        jdbc.sql("""
                CREATE FUNCTION slow_product() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.7); RETURN NEW; END'
                """).update();
        jdbc.sql("""
                CREATE TRIGGER slow_product BEFORE INSERT ON products FOR EACH ROW WHEN (NEW.sku LIKE '%s-%%') EXECUTE FUNCTION slow_product()
                """.formatted(stem)).update();
        try {
            String rows = IntStream.range(0, 8).mapToObj(i -> stem + "-" + i + ",Assam,tea,1,USD\n" + sku() + ",,tea,1,USD\n")
                    .collect(Collectors.joining());
            Import ended = imports.csv(HEAD + rows);
            assertThat(ended.counts()).isEqualTo(List.of(8, 0, 0, 8));
            assertThat(ended.report().path("rows").asInt()).isEqualTo(16);
            assertThat(ended.errors()).startsWith("3 /name required", "5 /name required").hasSize(8);
        } finally {
            jdbc.sql("DROP TRIGGER slow_product ON products").update();
            jdbc.sql("DROP FUNCTION slow_product").update();
        }
    }

    @Test
    void skusThatDifferOnlyInCaseAreRepeated() throws IOException {
        String sku = "Sku-" + UUID.randomUUID();
        Import ended = imports.csv(HEAD + sku + ",Assam,tea,1,USD\n" + sku.toUpperCase(Locale.ROOT) + ",Assam,tea,1,USD\n");
        assertThat(ended.errors()).containsExactly("3 /sku repeated");
    }

    @Test
    void aDryRunReportsTheSameAndWritesNothing() throws IOException {
        String known = sku();
        String same = sku();
        String added = sku();
        String rows = HEAD + known + ",Sencha,tea,2,USD\n" + same + ",Assam,tea,1,USD\n" + added + ",Assam,tea,1,USD\n" + sku()
                + ",Assam,tea,x,USD\n";
        imports.csv(HEAD + known + ",Assam,tea,1,USD\n" + same + ",Assam,tea,1,USD\n");
        Import dry = imports.send("text/csv", "?dry_run=true", rows.getBytes(StandardCharsets.UTF_8));
        assertThat(dry.report().path("dry_run").asBoolean()).isTrue();
        assertThat(dry.counts()).isEqualTo(List.of(1, 1, 1, 1));
        assertThat(product(known)).containsEntry("name", "Assam").containsEntry("version", 1L);
        assertThat(jdbc.sql("SELECT count(*) FROM products WHERE sku = :sku").param("sku", added).query(Long.class).single()).isZero();
        assertThat(jdbc.sql("SELECT count(*) FROM outbox WHERE aggregate_id = :id").param("id", product(known).get("id")).query(Long.class)
                .single())
                .as("the events of the first import").isEqualTo(2);
        assertThat(
                jdbc.sql("SELECT count(*) FROM outbox WHERE data LIKE :added").param("added", "%" + added + "%").query(Long.class).single())
                .isZero();
        assertThat(imports.send("text/csv", "?dry_run=true", "sku\nNONE\n".getBytes(StandardCharsets.UTF_8)).errors())
                .containsExactly("2 /name required", "2 /category required", "2 /price required");

        Import real = imports.csv(rows);
        assertThat(real.counts()).isEqualTo(dry.counts());
        assertThat(real.errors()).isEqualTo(dry.errors());
        assertThat(real.report().path("dry_run").asBoolean()).isFalse();
    }

    private String name(String sku) {
        return String.valueOf(product(sku).get("name"));
    }

    private Map<String, Object> product(String sku) {
        return jdbc.sql("SELECT id, name, description, category, price_amount, price_currency, version FROM products WHERE sku = :sku")
                .param("sku", sku)
                .query()
                .singleRow();
    }

    private static String sku() {
        return "SKU-" + UUID.randomUUID();
    }
}
