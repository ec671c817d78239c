package dev.tenfold.platform.jdbc;

import dev.tenfold.testing.services.TenfoldTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Keys that must be unique stay unique when the operating system's rules of sorting change: their indexes compare bytes. */
@TenfoldTest
class KeysByBytesTest {

    @Autowired
    private JdbcClient jdbc;

    @ParameterizedTest
    @CsvSource({"users, email_key", "products, sku"})
    void aUniqueIndexComparesBytes(String table, String column) {
        assertThat(jdbc.sql("""
                SELECT count(*)
                  FROM pg_index AS index
                  JOIN pg_attribute AS attribute ON attribute.attrelid = index.indrelid AND attribute.attnum = index.indkey[0]
                 WHERE index.indrelid = :table::regclass AND attribute.attname = :column
                   AND index.indisunique AND index.indisvalid AND index.indcollation[0] = '"C"'::regcollation
                """).param("table", table).param("column", column).query(Integer.class).single()).isOne();
    }
}
