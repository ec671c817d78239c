package dev.tenfold.messaging.outbound;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which destinations are allowed (server-side request forgery, OWASP API7:2023). */
class AllowedDestinationsTest {

    private final AllowedDestinations strict = destinations(List.of(), false);

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1",
        "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1",
        "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::127.0.0.1", "::10.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1",
        "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe", "64:ff9b::ffff:ffff", "64:ff9b::", "64:ff9b:1::808:808", "64:ff9b:1::a00:1", "100::1",
        "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:10::1", "2001:20::1",
        "2001:db8::1", "2002:7f00:1::1", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1",
        "ff02::1", "ff05::2", "4000::1"})
    void addressesOutsideThePublicInternetAreRefused(String address) {
        assertThat(strict.mayGoTo(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "126.255.255.255", "128.0.0.1",
        "172.15.255.255", "172.32.0.1", "192.0.1.1", "192.167.255.255", "198.17.255.255", "198.20.0.1", "223.255.255.255",
        "::ffff:1.1.1.1", "2001:200::1", "2606:4700:4700::1111", "2a00:1450:4001:80b::200e", "3ffe::1",
        "64:ff9b::808:808", "64:ff9b::101:101"})
    void publicAddressesAreAllowed(String address) {
        assertThat(strict.mayGoTo(InetAddress.ofLiteral(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://shop.example/hook", "https://shop.example", "HTTPS://shop.example:443/a?b=c", "https://shop.example:8443/",
                "https://shop.example:1024/", "https://1.1.1.1/", "https://[2606:4700:4700::1111]/", "https://xn--bcher-kva.example/"})
    void publicUrlsAreAllowed(String url) {
        assertThat(strict.objection(url)).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://shop.example/              | https
            ftp://shop.example/               | https
            file:///etc/passwd                | host
            gopher://shop.example:70/         | https
            //shop.example/                   | https
            shop.example                      | host
            https:shop.example                | host
            https://                          | host
            https:///hook                     | host
            https://user@shop.example/        | user
            https://user:secret@shop.example/ | user
            https://shop.example/#there       | fragment
            https://shop.example:22/          | port
            https://shop.example:25/          | port
            https://shop.example:80/          | port
            https://shop.example:0/           | port
            https://under_score.example/      | host
            https://shop.example/with space   | URL
            https://b\u00fccher.example/       | ASCII
            https://shop.example/%zz          | URL
            https://127.0.0.1/                | public
            https://10.1.2.3:8443/            | public
            https://169.254.169.254/latest    | public
            https://[::1]/                    | public
            https://[::ffff:10.0.0.1]/        | public
            https://[fe80::1]/                | public
            https://[fd00::1]:8443/           | public
            """)
    void otherUrlsAreRefusedWithAReason(String url, String said) {
        assertThat(strict.objection(url)).contains(said);
    }

    @Test
    void onlyTheAllowedNetworksAreAdded() {
        AllowedDestinations loose = destinations(List.of("10.0.0.0/8", "::1"), true);
        assertThat(loose.mayGoTo(InetAddress.ofLiteral("10.1.2.3"))).isTrue();
        assertThat(loose.mayGoTo(InetAddress.ofLiteral("::1"))).isTrue();
        assertThat(loose.mayGoTo(InetAddress.ofLiteral("127.0.0.1"))).isFalse();
        assertThat(loose.objection("http://10.1.2.3/")).isNull();
        assertThat(loose.objection("https://10.1.2.3:80/")).contains("port");
        assertThat(loose.objection("http://192.168.0.1/")).contains("public");
    }

    @Test
    void anInvalidNetworkIsRefusedAtStart() {
        assertThatThrownBy(() -> destinations(List.of("everything"), false)).hasMessageContaining("tenfold.outbound.allowed");
    }

    private static AllowedDestinations destinations(List<String> allowed, boolean plainHttp) {
        return new AllowedDestinations(new OutboundProperties(allowed, plainHttp, Duration.ofSeconds(10), null));
    }
}
