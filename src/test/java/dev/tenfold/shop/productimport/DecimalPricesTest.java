package dev.tenfold.shop.productimport;

import dev.tenfold.shop.product.PriceRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class DecimalPricesTest {

    @ParameterizedTest
    @CsvSource(delimiter = ':', value = {"19.99 USD:1999:USD", "19.99:1999:EUR", "USD 19.99:1999:USD", "19.99USD:1999:USD", "20:2000:EUR",
        "0.5:50:EUR", "1,299.00 USD:129900:USD", "1.299,00 EUR:129900:EUR", "1,234,567.89:123456789:EUR", "15,50:1550:EUR",
        "1299 JPY:1299:JPY",
        "1299.00 JPY:1299:JPY", "15.25 KWD:15250:KWD", "15.250 KWD:15250:KWD", "0:0:EUR", " 7.00 :700:EUR"})
    void aPriceBecomesMinorUnitsOfItsCurrency(String text, long amount, String currency) {
        RowCells cells = cells(text);
        assertThat(new DecimalPrices("EUR").price("price", cells)).isEqualTo(new PriceRequest(amount, currency));
        assertThat(cells.hasErrors()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ':',
            value = {"1,299:wrong_type", "1.299 USD:wrong_type", "19.999:wrong_type", "$19.99:wrong_type", "-1:wrong_type",
                "+1:wrong_type", "1e3:wrong_type", "1 299.00:wrong_type", "1,29,9.00:wrong_type", "15,5 KWD:wrong_type",
                "12.34 JPY:wrong_type",
                "٩٩:wrong_type", "19.99 ZZZ:unknown_currency", "USD 1 USD:wrong_type", "1234567890123456:out_of_range", "'':required",
                "abc:wrong_type"})
    void anAmbiguousPriceIsRefused(String text, String code) {
        RowCells cells = cells(text);
        assertThat(new DecimalPrices("EUR").price("price", cells)).isNull();
        assertThat(cells.refused(1).errors()).extracting("pointer", "code").containsExactly(tuple("/price", code));
    }

    @Test
    void aPriceWithoutACurrencyIsRefused() {
        RowCells cells = cells("19.99");
        assertThat(new DecimalPrices(null).price("price", cells)).isNull();
        assertThat(cells.refused(1).errors().getFirst().detail()).contains("currency");
    }

    private static RowCells cells(String price) {
        return new RowCells(new Columns(List.of("price")), Map.of("price", List.of("price")), List.of(price));
    }
}
