package dev.tenfold.shop.invoice;

import dev.tenfold.shop.money.Money;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The tax that a total includes. */
class TaxTest {

    @ParameterizedTest
    @CsvSource({"11900, 0.19, 1900", "100, 0.19, 16", "1, 0.19, 0", "0, 0.19, 0", "3, 0.2, 1", "105, 0.05, 5", "210, 0.05, 10", "9, 1, 5",
        "1999, 0.077, 143",
        "9223372036854775807, 0.19, 1472639232775132272", "9223372036854775807, 1, 4611686018427387904"})
    void theTaxIsRoundedHalfUpAndNetAndTaxGiveTheTotal(long total, BigDecimal rate, long tax) {
        var gross = new Money(total, "EUR");
        Tax result = Tax.of(settings(rate), gross).orElseThrow();
        assertThat(result.amount()).isEqualTo(new Money(tax, "EUR"));
        assertThat(result.net(gross).plus(result.amount())).isEqualTo(gross);
    }

    @ParameterizedTest
    @CsvSource({"0.19, 19 %", "0.2, 20 %", "0.077, 7.7 %", "0.200000, 20 %", "1, 100 %", "0.000001, 0.0001 %"})
    void theRateIsPrintedInPercent(BigDecimal rate, String text) {
        assertThat(Tax.of(settings(rate), Money.zero("EUR")).orElseThrow().percent()).isEqualTo(text);
    }

    @Test
    void withoutARateThereIsNoTax() {
        assertThat(Tax.of(new InvoiceProperties("A shop", List.of(), null, null, "VAT"), new Money(100, "EUR"))).isEmpty();
    }

    private static InvoiceProperties settings(BigDecimal rate) {
        return new InvoiceProperties("A shop", List.of(), null, rate, "VAT");
    }
}
