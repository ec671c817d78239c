package dev.tenfold.api.request;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The address of the client: the peer's address or, if the peer is a trusted proxy, the last address in {@code X-Forwarded-For} that is
 * not a trusted proxy. All addresses before that one may be forged by the client. So may {@code Forwarded} and {@code X-Real-IP}, which
 * are ignored.
 */
@Component
public class ClientAddress {

    private static final int PREFIX_BYTES = 8;
    private static final String PREFIX = ":/64";
    private static final int IPV4_BYTES = 4;
    private static final byte[] SIX_TO_FOUR = {0x20, 0x02};
    private static final byte[] TRANSLATED = {0, 0x64, (byte) 0xFF, (byte) 0x9B, 0, 0, 0, 0, 0, 0, 0, 0};
    private static final Pattern WITH_PORT =
            Pattern.compile("(?:(?<v4>[0-9.]{7,15}):\\d{1,5}|\\[(?<v6>[0-9A-Fa-f:.]{2,45})](?::\\d{1,5})?)");

    private final List<Network> trusted;

    ClientAddress(RequestProperties properties) {
        this.trusted = properties.trustedProxies().stream().map(Network::of).toList();
    }

    /** The client's address. For IPv6, the first 64 bits: a client usually has the whole network of this size (RFC 6177). */
    public String of(Request request) {
        String peer = Request.getRemoteAddr(request);
        return trusted.isEmpty() ? direct(peer) : of(peer, request.getHeaders().getValuesList(HttpHeader.X_FORWARDED_FOR));
    }

    /** Like {@link #of(Request)}. */
    public String of(HttpServletRequest request) {
        String peer = request.getRemoteAddr();
        return trusted.isEmpty() ? direct(peer) : of(peer, Collections.list(request.getHeaders(HttpHeader.X_FORWARDED_FOR.asString())));
    }

    /** The network of an address from {@link #of}, which usually belongs to one provider or owner: 24 bits of IPv4, 48 of IPv6. */
    public static String network(String address) {
        int dot = address.lastIndexOf('.');
        int colon = address.lastIndexOf(':', address.length() - PREFIX.length() - 2); // the colon before the last 16 bits
        if (dot > 0) {
            return address.substring(0, dot);
        }
        return address.endsWith(PREFIX) && colon > 0 ? address.substring(0, colon) : address;
    }

    private String of(String peer, List<String> forwardedFor) {
        InetAddress client = Network.literal(peer);
        if (client == null) {
            return peer;
        }
        String[] hops = String.join(",", forwardedFor).split(",", -1);
        for (int hop = hops.length - 1; hop >= 0 && isTrusted(client); hop--) {
            InetAddress before = hop(hops[hop].strip());
            if (before == null) {
                break;
            }
            client = before;
        }
        return text(client);
    }

    /**
     * Parses an entry of the header: an address, with or without a port. IPv6 with a port is in brackets; some proxies write brackets
     * without a port too.
     */
    private static @Nullable InetAddress hop(String entry) {
        String text = entry.length() > 1 && entry.startsWith("\"") && entry.endsWith("\"") ? entry.substring(1, entry.length() - 1) : entry;
        Matcher parts = WITH_PORT.matcher(text);
        if (!parts.matches()) {
            return Network.literal(text);
        }
        return Network.literal(parts.group("v4") == null ? parts.group("v6") : parts.group("v4"));
    }

    private boolean isTrusted(InetAddress address) {
        for (Network network : trusted) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static String direct(String peer) {
        InetAddress parsed = peer.indexOf(':') < 0 ? null : Network.literal(peer);
        return parsed == null ? peer : text(parsed);
    }

    /** Java turns an IPv4-mapped IPv6 address into the IPv4 address. */
    private static String text(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        byte[] bytes = address.getAddress();
        InetAddress inside = ipv4(bytes);
        if (inside != null) {
            return inside.getHostAddress();
        }
        var text = new StringBuilder();
        for (int i = 0; i < PREFIX_BYTES; i += 2) {
            text.append(Integer.toHexString(((bytes[i] & 0xFF) << Byte.SIZE) | (bytes[i + 1] & 0xFF))).append(':');
        }
        return text.append(PREFIX).toString();
    }

    /**
     * The IPv4 address inside a 6to4 address (RFC 3056), whose owner would otherwise have 65,536 networks, or inside the address of a
     * translator (RFC 6052), whose clients would otherwise share one network.
     */
    private static @Nullable InetAddress ipv4(byte[] bytes) {
        int at = startsWith(bytes, SIX_TO_FOUR) ? SIX_TO_FOUR.length : startsWith(bytes, TRANSLATED) ? TRANSLATED.length : -1;
        try {
            return at < 0 ? null : InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + IPV4_BYTES));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }
}
