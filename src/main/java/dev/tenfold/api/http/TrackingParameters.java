package dev.tenfold.api.http;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Query parameters that advertisers and mail programs add to links: {@code utm_*}, {@code fbclid}, {@code gclid} and {@code msclkid}.
 * Public reads accept and ignore them, so that such a link works.
 */
public final class TrackingParameters {

    private static final String CAMPAIGN = "utm_";
    private static final Set<String> CLICKS = Set.of("fbclid", "gclid", "msclkid");

    private TrackingParameters() {}

    static boolean isOne(String name) {
        return name.startsWith(CAMPAIGN) || CLICKS.contains(name);
    }

    /**
     * The query without these parameters, otherwise unchanged; null if nothing is left.
     * @param query still encoded
     */
    public static @Nullable String without(String query) {
        if (!query.contains(CAMPAIGN) && !query.contains("clid")) {
            return query;
        }
        String rest = Arrays.stream(query.split("&", -1)).filter(parameter -> !isOne(name(parameter))).collect(Collectors.joining("&"));
        return rest.isEmpty() ? null : rest;
    }

    private static String name(String parameter) {
        int end = parameter.indexOf('=');
        return end < 0 ? parameter : parameter.substring(0, end);
    }
}
