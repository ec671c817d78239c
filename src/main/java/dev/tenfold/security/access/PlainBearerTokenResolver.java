package dev.tenfold.security.access;

import dev.tenfold.api.route.Routes;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;

/**
 * Reads the token from {@code Authorization: Bearer ...} (RFC 6750, section 2.1). A header in any unusual form is left to Spring
 * Security's own resolver. Its regular expression costs more than the rest of the check of a cached token. Public POST routes
 * authenticate by their body, so the header is ignored there: an expired token must not refuse a sign-in.
 */
final class PlainBearerTokenResolver implements BearerTokenResolver {

    private static final String SCHEME = "Bearer ";

    private final BearerTokenResolver others = new DefaultBearerTokenResolver();

    @Override
    public @Nullable String resolve(HttpServletRequest request) {
        if (isPublicPost(request)) {
            return null;
        }
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header != null && header.startsWith(SCHEME) && isToken(header) ? header.substring(SCHEME.length()) : others.resolve(request);
    }

    private static boolean isPublicPost(HttpServletRequest request) {
        return request.getMethod().equals("POST") && Routes.isPublic("POST", request.getRequestURI());
    }

    /** Whether the rest has only base64url characters and dots. RFC 6750 allows more, but a JWT needs no more. */
    private static boolean isToken(String header) {
        for (int i = SCHEME.length(); i < header.length(); i++) {
            char c = header.charAt(i);
            if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.')) {
                return false;
            }
        }
        return header.length() > SCHEME.length();
    }
}
