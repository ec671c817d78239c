package dev.tenfold.shop.csv;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class FormulasTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "\tx", " =1", "\u00A0=1", "\u200B=1", "\uFEFF-1", "＝1", "＋1",
                "－1", "＠x", "﹦1", "﹣1", "−1", "'=1", "''+1", "' =1"})
    void aFormulaGetsAnApostropheAndTheImportRemovesIt(String text) {
        assertThat(Formulas.harmless(text)).isEqualTo("'" + text);
        assertThat(Formulas.original("'" + text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "Assam", "'4138", "'", "Tea = good", "1-2", "é=1", "茶", "'n' roll"})
    void otherTextStaysAsItIs(String text) {
        assertThat(Formulas.harmless(text)).isEqualTo(text);
        assertThat(Formulas.original(text)).isEqualTo(text);
    }
}
