package dev.tenfold.request;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import org.eclipse.jetty.server.Request;
import org.springframework.stereotype.Component;

/**
 * From where a request comes: the peer's address, or where the peer is a trusted proxy the last address in {@code X-Forwarded-For} that is none.
 * Everything left of that one was written by the client, and so were {@code Forwarded} and {@code X-Real-IP}, which are never looked at.
 */
@Component
public class ClientAddress {

    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final int PREFIX_BYTES = 8;

    private final List<Network> trusted;

    ClientAddress(RequestProperties properties) {
        this.trusted = properties.trustedProxies().stream().map(Network::of).toList();
    }

    /** The client's address; of IPv6 the first 64 bits, since whoever has one of those has all of them (RFC 6177). */
    public String of(Request request) {
        return of(Request.getRemoteAddr(request), request.getHeaders().getValuesList(FORWARDED_FOR));
    }

    /** As {@link #of(Request)}. */
    public String of(HttpServletRequest request) {
        return of(request.getRemoteAddr(), Collections.list(request.getHeaders(FORWARDED_FOR)));
    }

    private String of(String peer, List<String> forwardedFor) {
        if (trusted.isEmpty()) {
            return peer.indexOf(':') < 0 ? peer : text(peer);
        }
        InetAddress client = Network.literal(peer);
        if (client == null) {
            return peer;
        }
        String[] hops = String.join(",", forwardedFor).split(",", -1);
        for (int hop = hops.length - 1; hop >= 0 && isTrusted(client); hop--) {
            InetAddress before = Network.literal(hops[hop].strip());
            if (before == null) {
                break;
            }
            client = before;
        }
        return text(client);
    }

    private boolean isTrusted(InetAddress address) {
        for (Network network : trusted) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static String text(String address) {
        InetAddress parsed = Network.literal(address);
        return parsed == null ? address : text(parsed);
    }

    /** Java takes an IPv4 address that is mapped to IPv6 for the IPv4 address that it is. */
    private static String text(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        byte[] bytes = address.getAddress();
        var text = new StringBuilder();
        for (int i = 0; i < PREFIX_BYTES; i += 2) {
            text.append(Integer.toHexString(((bytes[i] & 0xFF) << Byte.SIZE) | (bytes[i + 1] & 0xFF))).append(':');
        }
        return text.append(":/64").toString();
    }
}
