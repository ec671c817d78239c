package dev.tenfold.shop.user;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class EmailAddressTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Ada@Shop.Example                  | ada@shop.example
            joerg@bücher.example              | joerg@xn--bcher-kva.example
            JOERG@BÜCHER.example              | joerg@xn--bcher-kva.example
            joerg@bu\u0308cher.example             | joerg@xn--bcher-kva.example
            joerg@XN--BCHER-KVA.example       | joerg@xn--bcher-kva.example
            joerg@xn--bcher-kva.example       | joerg@xn--bcher-kva.example
            a@straße.example                  | a@xn--strae-oqa.example
            a@strasse.example                 | a@strasse.example
            a@例え.テスト                        | a@xn--r8jz45g.xn--zckzah
            a@例え。テスト                       | a@xn--r8jz45g.xn--zckzah
            a@مثال.إختبار                    | a@xn--mgbh0fb.xn--kgbechtv
            ａda@shop.example                 | ada@shop.example
            𝐚da@shop.example                 | ada@shop.example
            a@sub.bücher.Shop.example         | a@sub.xn--bcher-kva.shop.example
            nobody                            | nobody
            a@-ü-.example                     | a@-ü-.example
            """)
    void allSpellingsOfAMailboxHaveOneKey(String email, String key) {
        assertThat(EmailAddress.key(email)).isEqualTo(key);
        assertThat(EmailAddress.key(key)).as("the key of a key").isEqualTo(key);
        assertThat(EmailAddress.key(" " + email + "\u00A0\u3000")).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Ada@Shop.Example             | Ada@Shop.Example
            J.Doe+x@bücher.example       | J.Doe+x@xn--bcher-kva.example
            ａda@shop.example            | ada@shop.example
            """)
    void aMailGoesToTheALabel(String email, String address) {
        assertThat(EmailAddress.mailable(email)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jörg@shop.example", "王@shop.example", "a@-ü-.example", "a@ü..example", "a@aא.example",
        "a＜victim＠shop.example＞@evil.example", "victim＠shop.example，me@evil.example", "me@evil，shop.example", "a…b@shop.example",
        "a（b）@shop.example", "a\u3000b@shop.example"})
    void anAddressThatMailServersRefuseHasNone(String email) {
        assertThat(EmailAddress.mailable(email)).isNull();
    }

    /** Each of these characters becomes six in NFKC. */
    @Test
    void aDomainThatIsVeryLongHasNoALabels() {
        String email = "a@" + "㌖".repeat(250);
        assertThat(EmailAddress.key(email)).isEqualTo("a@" + "キロメートル".repeat(250));
        assertThat(EmailAddress.mailable(email)).isNull();
    }

    @Test
    void blanksInAQueryArePlusSigns() {
        assertThat(EmailAddress.ofQueryOrNull(" ada shop@a.example ")).isEqualTo("ada+shop@a.example");
        assertThat(EmailAddress.ofQueryOrNull(null)).isNull();
    }
}
