package dev.tenfold.traffic.cors;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class CorsPropertiesTest {

    @ParameterizedTest
    @ValueSource(strings = {"*", "https://shop.example", "http://localhost:3000", "https://xn--bcher-kva.example", "http://127.0.0.1:8080",
        "http://[::1]:5173", "https://a.b-c.example:8443", "http://localhost:443",
        "capacitor://localhost", "ionic://localhost", "tauri://localhost", "app://com.example.shop:5000",
        "moz-extension://5b1ef2e2-6cbb-4b4c-9d1a-7a3f2f1c0e55"})
    void anOriginAsABrowserSendsItIsTaken(String origin) {
        assertThat(new CorsProperties(List.of(origin)).origins()).containsExactly(origin);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "shop.example", "https://", "https://shop.example/", "https://shop.example/app", "https://a?b",
        "https://shop.example#x", "https://*.shop.example", "https://SHOP.example", "HTTPS://shop.example", "https://shop.example:443",
        "http://shop.example:80", "https://ada@shop.example", "ftp://shop.example", "https://b\u00FCcher.example", "https://shop.example ",
        "https://shop.example:0443", "https://shop.example:",
        "file://localhost", "ws://shop.example", "data://x", "capacitor://localhost/", "Capacitor://localhost", "capacitor://LOCALHOST",
        "capacitor://", "capacitor:localhost", "capacitor://localhost:0"})
    void anotherTextIsRefusedInWords(String origin) {
        assertThatIllegalArgumentException().isThrownBy(() -> new CorsProperties(List.of("https://a.example", origin)))
                .withMessageContaining("tenfold.cors.origins has " + origin + ": give origins as browsers send them");
    }

    @Test
    void anOriginMayBeListedTwice() {
        assertThat(new CorsProperties(List.of("https://a.example", "https://a.example")).origins()).containsExactly("https://a.example");
    }

    @Test
    void allOriginsAndSomeExcludeEachOther() {
        assertThatIllegalArgumentException().isThrownBy(() -> new CorsProperties(List.of("*", "https://a.example")))
                .withMessageContaining("* allows all");
    }
}
