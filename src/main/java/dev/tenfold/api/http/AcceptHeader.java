package dev.tenfold.api.http;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/** Reads the {@code Accept} header (RFC 9110, section 12.5.1). */
public final class AcceptHeader {

    private static final Set<String> JSON = Set.of("*/*", "application/json", "application/json, */*");
    private static final Pattern ZERO = Pattern.compile(";\\s*q\\s*=\\s*0(?:\\.0*)?\\s*(?:[,;]|$)", Pattern.CASE_INSENSITIVE);

    private AcceptHeader() {}

    /** Whether the client certainly accepts JSON. If this is false, Spring MVC decides. */
    public static boolean isPlainlyJson(@Nullable String header) {
        return header == null || JSON.contains(header);
    }

    /** Whether a client may exclude a media type by the weight 0. Spring MVC ignores that weight. */
    static boolean mayExclude(String header) {
        return ZERO.matcher(header).find();
    }

    /**
     * The media types that the client does not exclude. The most specific range that matches a type decides, and the weight 0 means "not
     * acceptable" (RFC 9110, sections 12.4.2 and 12.5.1).
     */
    static Set<MediaType> acceptable(Collection<MediaType> types, List<MediaType> accept) {
        return types.stream().filter(type -> weight(type, accept) > 0).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static double weight(MediaType type, List<MediaType> accept) {
        return accept.stream().filter(range -> range.includes(type)).min(Comparator.comparingInt(AcceptHeader::breadth))
                .map(MediaType::getQualityValue).orElse(0.0);
    }

    private static int breadth(MediaType range) {
        return range.isWildcardType() ? 2 : range.isWildcardSubtype() ? 1 : 0;
    }
}
