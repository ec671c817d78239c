package dev.tenfold.api.request;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ClientAddressTest {

    private static final List<String> PROXIES = List.of("10.0.0.0/8", "2001:db8:aaaa::/48", "192.0.2.7");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            198.51.100.1       | 203.0.113.9                     | 198.51.100.1
            127.0.0.1          | 203.0.113.9                     | 127.0.0.1
            10.1.2.3           | 203.0.113.9                     | 203.0.113.9
            10.1.2.3           | 1.1.1.1, 203.0.113.9            | 203.0.113.9
            10.1.2.3           | 1.1.1.1, 203.0.113.9, 192.0.2.7 | 203.0.113.9
            10.1.2.3           | 10.9.9.9                        | 10.9.9.9
            10.1.2.3           | 203.0.113.9, rubbish            | 10.1.2.3
            10.1.2.3           | ''                              | 10.1.2.3
            2001:db8:aaaa::1   | 2001:db8:1:2:3:4:5:6            | 2001:db8:1:2::/64
            10.1.2.3           | ::ffff:203.0.113.9              | 203.0.113.9
            11.1.2.3           | 203.0.113.9                     | 11.1.2.3
            2001:db8:1:2::9    | 203.0.113.9                     | 2001:db8:1:2::/64
            10.1.2.3           | 203.0.113.7:51514               | 203.0.113.7
            10.1.2.3           | [2001:db8::7]:443               | 2001:db8:0:0::/64
            10.1.2.3           | [2001:db8::7]                   | 2001:db8:0:0::/64
            10.1.2.3           | "[2001:db8::7]:443"             | 2001:db8:0:0::/64
            10.1.2.3           | [::ffff:203.0.113.7]:443        | 203.0.113.7
            10.1.2.3           | 203.0.113.9:1, 10.9.9.9:5555    | 203.0.113.9
            10.1.2.3           | 203.0.113.9:99999999            | 10.1.2.3
            10.1.2.3           | [203.0.113.9                    | 10.1.2.3
            10.1.2.3           | 203.0.113.9:x                   | 10.1.2.3
            10.1.2.3           | [example.com]:443               | 10.1.2.3
            10.1.2.3           | unknown                         | 10.1.2.3
            10.1.2.3           | 2002:cb00:7109:1::1             | 203.0.113.9
            10.1.2.3           | 2002:cb00:7109:ffff::1          | 203.0.113.9
            10.1.2.3           | 64:ff9b::203.0.113.9            | 203.0.113.9
            """)
    void onlyAddressesFromTrustedProxiesAreUsed(String peer, String forwardedFor, String client) {
        assertThat(of(PROXIES, peer, forwardedFor)).isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource({"203.0.113.9, 203.0.113", "2001:db8:1:2::/64, 2001:db8:1", "unix, unix"})
    void aNetworkIsTheAddressRangeOfOneOwner(String address, String network) {
        assertThat(ClientAddress.network(address)).isEqualTo(network);
    }

    @Test
    void withoutTrustedProxiesTheHeaderIsIgnored() {
        assertThat(of(List.of(), "127.0.0.1", "203.0.113.9")).isEqualTo("127.0.0.1");
    }

    @Test
    void severalHeadersAreReadAsOneList() {
        assertThat(of(PROXIES, "10.1.2.3", "1.1.1.1", "203.0.113.9, 10.7.7.7")).isEqualTo("203.0.113.9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "example.com", "10.0.0.0/-1", "10.0.0.0/x", "::/129", ""})
    void anInvalidNetworkIsRefusedAtStart(String network) {
        assertThatThrownBy(() -> new RequestProperties(List.of(network))).isInstanceOf(IllegalArgumentException.class);
    }

    private static String of(List<String> proxies, String peer, String... forwardedFor) {
        var request = new MockHttpServletRequest();
        request.setRemoteAddr(peer);
        for (String header : forwardedFor) {
            request.addHeader("X-Forwarded-For", header);
        }
        request.addHeader("Forwarded", "for=9.9.9.9");
        request.addHeader("X-Real-IP", "9.9.9.9");
        return new ClientAddress(new RequestProperties(proxies)).of(request);
    }
}
