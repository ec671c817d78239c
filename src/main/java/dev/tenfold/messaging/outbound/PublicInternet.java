package dev.tenfold.messaging.outbound;

import dev.tenfold.api.request.Network;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether an address belongs to the public internet: all of IPv4 and the global unicast addresses of IPv6, without those that IANA's
 * special-purpose address registries (RFC 6890) reserve. Java treats an IPv4-mapped IPv6 address as the IPv4 address. An address of a
 * translator (NAT64) is judged by its IPv4 address too: in a network without IPv4 the name server makes it of a public one (DNS64, RFC
 * 6147). Other forms of IPv4 within IPv6 are either outside global unicast (compatible) or listed here (6to4, Teredo).
 */
final class PublicInternet {

    private static final Network GLOBAL_UNICAST = Network.of("2000::/3");
    private static final Network TRANSLATED = Network.of("64:ff9b::/96"); // RFC 6052, section 2.1
    private static final int IPV4_AT = 12; // the last 4 of 16 bytes
    private static final List<Network> SPECIAL = Stream.of(
            "0.0.0.0/8", // this network: RFC 791
            "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", // private: RFC 1918
            "100.64.0.0/10", // carrier-grade NAT: RFC 6598
            "127.0.0.0/8", // loopback: RFC 1122
            "169.254.0.0/16", // link-local, and the clouds' metadata services with credentials: RFC 3927
            "192.0.0.0/24", // protocol assignments: RFC 6890
            "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", // documentation: RFC 5737
            "192.88.99.0/24", // relays of 6to4: RFC 7526
            "198.18.0.0/15", // benchmarks: RFC 2544
            "224.0.0.0/4", "240.0.0.0/4", // multicast, reserved, broadcast: RFC 1112
            "2001::/23", // protocol assignments, Teredo among them: RFC 2928
            "2001:db8::/32", "3fff::/20", // documentation: RFC 3849, RFC 9637
            "2002::/16") // 6to4: RFC 3056
            .map(Network::of).toList();

    private PublicInternet() {}

    static boolean has(InetAddress address) {
        if (TRANSLATED.contains(address)) {
            return has(ipv4(address));
        }
        return (address instanceof Inet4Address || GLOBAL_UNICAST.contains(address))
                && SPECIAL.stream().noneMatch(network -> network.contains(address));
    }

    private static InetAddress ipv4(InetAddress translated) {
        byte[] bytes = translated.getAddress();
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, IPV4_AT, bytes.length));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
