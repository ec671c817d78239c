package dev.tenfold.traffic.cors;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Which pages may call the service from a browser.
 * @param origins the origins of these pages, such as {@code https://shop.example}, and of apps, such as {@code capacitor://localhost}; {@code *}
 *         allows all, empty allows none
 */
@Validated
@ConfigurationProperties("tenfold.cors")
record CorsProperties(@DefaultValue List<String> origins) {

    static final String ANY = "*";

    private static final Set<String> WEB = Set.of("http", "https");
    /** The origin of an app or of a browser extension. Such schemes have no standard port. */
    private static final Pattern APP = Pattern.compile("[a-z][a-z0-9+.-]*://[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?(:[1-9][0-9]{0,4})?");
    /** Schemes whose pages have the origin {@code null}, or that have no pages. */
    private static final Set<String> WITHOUT_ORIGIN =
            Set.of("about", "blob", "data", "file", "ftp", "ftps", "javascript", "mailto", "ws", "wss");

    CorsProperties {
        origins = origins.stream().distinct().toList();
        for (String origin : origins) {
            if (!origin.equals(ANY) && !isOrigin(origin)) {
                throw new IllegalArgumentException("tenfold.cors.origins has " + origin
                        + ": give origins as browsers send them, scheme://host or scheme://host:port, in lower case, without a path and without"
                        + " the port 80 of http or 443 of https, such as https://shop.example or capacitor://localhost");
            }
        }
        if (origins.contains(ANY) && origins.size() > 1) {
            throw new IllegalArgumentException("tenfold.cors.origins has * and other origins: * allows all, so leave out one or the other");
        }
    }

    /** Whether a browser, or the web view of an app, would send exactly this text in {@code Origin} (RFC 6454, section 6.2). */
    private static boolean isOrigin(String text) {
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme();
            if (scheme == null) {
                return false;
            }
            return WEB.contains(scheme) ? isWebOrigin(uri, text) : APP.matcher(text).matches() && !WITHOUT_ORIGIN.contains(scheme);
        } catch (URISyntaxException notOne) {
            return false;
        }
    }

    private static boolean isWebOrigin(URI uri, String text) {
        String host = uri.getHost();
        boolean standard = uri.getPort() == (uri.getScheme().equals("http") ? 80 : 443);
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return host != null && !standard && text.equals(uri.getScheme() + "://" + host.toLowerCase(Locale.ROOT) + port);
    }
}
