package dev.tenfold.traffic.cors;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Which pages may call the service from a browser.
 * @param origins the origins of these pages, such as {@code https://shop.example}; {@code *} allows all, empty allows none
 */
@Validated
@ConfigurationProperties("tenfold.cors")
record CorsProperties(@DefaultValue List<String> origins) {

    static final String ANY = "*";

    CorsProperties {
        origins = origins.stream().distinct().toList();
        for (String origin : origins) {
            if (!origin.equals(ANY) && !isOrigin(origin)) {
                throw new IllegalArgumentException("tenfold.cors.origins has " + origin
                        + ": give origins as browsers send them, scheme://host or scheme://host:port, in lower case, without a path and without"
                        + " the port 80 of http or 443 of https, such as https://shop.example");
            }
        }
        if (origins.contains(ANY) && origins.size() > 1) {
            throw new IllegalArgumentException("tenfold.cors.origins has * and other origins: * allows all, so leave out one or the other");
        }
    }

    /** Whether a browser would send exactly this text in {@code Origin} (RFC 6454, section 6.2). */
    private static boolean isOrigin(String text) {
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme();
            String host = uri.getHost();
            if (scheme == null || host == null || !(scheme.equals("http") || scheme.equals("https"))) {
                return false;
            }
            boolean standard = uri.getPort() == (scheme.equals("http") ? 80 : 443);
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            return !standard && text.equals(scheme + "://" + host.toLowerCase(Locale.ROOT) + port);
        } catch (URISyntaxException notOne) {
            return false;
        }
    }
}
