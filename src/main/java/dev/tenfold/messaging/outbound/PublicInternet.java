package dev.tenfold.messaging.outbound;

import dev.tenfold.api.request.Network;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * The addresses that anybody may have: all of IPv4 and the global unicast of IPv6, without what IANA's registries of special-purpose addresses
 * (RFC 6890) keep for something else. Java takes an IPv4 address that is mapped to IPv6 for the IPv4 address that it is; other ways to write
 * IPv4 in IPv6 (compatible, NAT64) are outside of the global unicast, or listed here (6to4, Teredo).
 */
final class PublicInternet {

    private static final Network GLOBAL_UNICAST = Network.of("2000::/3");
    private static final List<Network> SPECIAL = Stream.of(
            "0.0.0.0/8", // this network: RFC 791
            "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", // private: RFC 1918
            "100.64.0.0/10", // carrier-grade NAT: RFC 6598
            "127.0.0.0/8", // loopback: RFC 1122
            "169.254.0.0/16", // link-local, and where clouds tell their machines secrets: RFC 3927
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
        return (address instanceof Inet4Address || GLOBAL_UNICAST.contains(address))
                && SPECIAL.stream().noneMatch(network -> network.contains(address));
    }
}
