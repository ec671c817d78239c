package dev.tenfold.shop.csv;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RowScannerTest {

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void rowsEndWithEachKindOfLineEnd(String end) {
        assertThat(rows("sku,name%n1,x%n2,\"a%nb\"%n%n,,;;%n\"\",\"\"%n3,12\" pipe%n4,\"\"\"q\"\"\"%n5,x".replace("%n", end), "UTF-8"))
                .isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void rowsAreCountedInEachEncoding(String encoding) {
        // U+0A0D, U+2022 and U+220A have the bytes of line ends and quotes
        assertThat(rows("\uFEFF\"sku\",name\r\n1,\u0A0D\u2022\u220A\r\n2,\"x\r\"\r\n", encoding)).isEqualTo(2);
    }

    @Test
    void aLineThatOnlyExcelReadsIsNoRow() {
        assertThat(rows("sep=;\r\nsku;name\r\n1;x\r\n", "UTF-8")).isOne();
        assertThat(rows("\uFEFFSEP=;\rsku;name\r1;x", "UTF-8")).isOne();
        assertThat(rows("", "UTF-8")).isZero();
        assertThat(rows("sku", "UTF-8")).isZero();
    }

    /** CsvFile reads the same lines as the header. */
    @Test
    void linesOfPowerShellAreNoRows() {
        assertThat(rows("#TYPE System.Object\r\n\"sku\",\"name\"\r\n\"1\",\"x\"\r\n", "UTF-16LE")).isOne();
        assertThat(rows("\uFEFF#TYPE a,\"b\n#TYPE c\n\nsku\n1\n2", "UTF-8")).isEqualTo(2);
        assertThat(rows("sep=,\n#TYPE a\nsku\n1", "UTF-8")).isOne();
        assertThat(rows("#TYPE a", "UTF-8")).isZero();
        assertThat(rows("sku\n#TYPE a\nsep=,", "UTF-8")).as("after the header they are rows").isEqualTo(2);
        assertThat(rows("#type,sku\n1,2", "UTF-8")).as("a header").isOne();
    }

    @Test
    void linesOfNdjsonEndWithALineFeed() {
        RowScanner lines = RowScanner.ofLines();
        byte[] bytes = "{\"a\": 1}\n\n \r\n{\"b\":\r2}\n{".getBytes(StandardCharsets.UTF_8);
        lines.scan(bytes, bytes.length);
        assertThat(lines.rows()).isEqualTo(3);
    }

    /** In pieces of one byte, so that no state is lost between pieces. */
    private static long rows(String file, String encoding) {
        byte[] bytes = file.getBytes(Charset.forName(encoding));
        RowScanner scanner =
                RowScanner.ofCsv(CsvEncoding.of(Arrays.copyOf(bytes, CsvEncoding.START), Math.min(bytes.length, CsvEncoding.START), null));
        for (byte one : bytes) {
            scanner.scan(new byte[]{one}, 1);
        }
        return scanner.rows();
    }
}
