package dev.tenfold.messaging.outbound;

import dev.tenfold.api.request.Network;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Decides where outbound requests may go, by the URL and by the address that its host name resolves to. */
@Component
public class AllowedDestinations {

    private static final int HTTPS = 443;
    private static final int HTTP = 80;
    private static final int FIRST_FREE_PORT = 1024; // lower ports belong to mail, DNS, file servers: not to webhook receivers

    private final List<Network> allowed;
    private final boolean plainHttp;

    AllowedDestinations(OutboundProperties properties) {
        this.allowed = properties.networks();
        this.plainHttp = properties.plainHttp();
    }

    /** Why a URL is not allowed, or null if it is. The host name is not resolved here: it may resolve to something else later. */
    public @Nullable String objection(String url) {
        URI parsed = parse(url);
        if (parsed == null || parsed.getHost() == null) {
            return "must be a URL with a host, in ASCII";
        }
        boolean plain = plainHttp && "http".equalsIgnoreCase(parsed.getScheme());
        if (!plain && !"https".equalsIgnoreCase(parsed.getScheme())) {
            return "must begin with https://";
        }
        if (parsed.getRawUserInfo() != null || parsed.getRawFragment() != null) {
            return "must have no user, password or fragment";
        }
        int port = parsed.getPort();
        if (port >= 0 && port < FIRST_FREE_PORT && port != HTTPS && !(plain && port == HTTP)) {
            return "must have the port 443, or 1024 and above";
        }
        InetAddress literal = Network.literal(parsed.getHost().replaceAll("^\\[|]$", ""));
        return literal == null || mayGoTo(literal) ? null : "must have an address on the public internet";
    }

    boolean mayGoTo(InetAddress address) {
        return PublicInternet.has(address) || allowed.stream().anyMatch(network -> network.contains(address));
    }

    private static @Nullable URI parse(String url) {
        try {
            return url.chars().allMatch(c -> c > ' ' && c <= '~') ? new URI(url) : null;
        } catch (URISyntaxException none) {
            return null;
        }
    }
}
