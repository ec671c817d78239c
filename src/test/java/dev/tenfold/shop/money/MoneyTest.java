package dev.tenfold.shop.money;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MoneyTest {

    private static final Money MOST = new Money(Long.MAX_VALUE, "USD");

    @Test
    void sumsAndProductsAreExact() {
        assertThat(new Money(1999, "USD").plus(new Money(1, "USD"))).isEqualTo(new Money(2000, "USD"));
        assertThat(new Money(1999, "USD").times(3)).isEqualTo(new Money(5997, "USD"));
        assertThat(new Money(9_007_199_254_740_993L, "USD").times(2).amount()).as("past what a double can hold")
                .isEqualTo(18_014_398_509_481_986L);
        assertThat(MOST.plus(Money.zero("USD"))).isEqualTo(MOST);
    }

    @Test
    void anOverflowIsRefused() {
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> MOST.plus(new Money(1, "USD")));
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> MOST.times(2));
    }

    @Test
    void currenciesDoNotMix() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Money(1, "USD").plus(new Money(1, "EUR")));
    }

    @Test
    void negativeAmountsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Money(-1, "USD"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Money(1, "USD").times(-1));
    }
}
