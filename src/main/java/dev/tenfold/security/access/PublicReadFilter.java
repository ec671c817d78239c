package dev.tenfold.security.access;

import dev.tenfold.api.route.Routes;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Lets public reads bypass Spring Security, which would do nothing for them. A request with credentials does not bypass it, because an
 * invalid token is refused on every route. Neither does a request that Spring Security's firewall might reject. So a request that
 * bypasses it has a path of plain characters without empty, {@code .} or {@code ..} segments, parameters or escapes, and a query without
 * U+0000. The server itself rejects what else the firewall would reject: control characters in headers, and a path without a leading
 * slash.
 */
final class PublicReadFilter implements Filter {

    private static final String ENCODED_NUL = "%00";
    /** A hidden file or a {@code ..} segment anywhere in the path. The one public path with a dot in this place is listed in full. */
    private static final String DOTTED = "/.";

    private final Filter security;

    /** @param security the whole filter chain of Spring Security */
    PublicReadFilter(Filter security) {
        this.security = security;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException, ServletException {
        if (request instanceof HttpServletRequest http && isOne(http)) {
            chain.doFilter(request, response);
        } else {
            security.doFilter(request, response, chain);
        }
    }

    static boolean isOne(HttpServletRequest request) {
        String method = request.getMethod();
        return (method.equals("GET") || method.equals("HEAD")) && request.getHeader(HttpHeaders.AUTHORIZATION) == null
                && isPublic(request.getRequestURI()) && isHarmless(request.getQueryString());
    }

    private static boolean isPublic(String path) {
        return (path.equals(Routes.KEYS) || isPlain(path)) && Routes.isPublic("GET", path);
    }

    private static boolean isPlain(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '/' || c == '-' || c == '.'
                    || c == '_')) {
                return false;
            }
        }
        return !path.contains("//") && !path.contains(DOTTED);
    }

    private static boolean isHarmless(@Nullable String query) {
        return query == null || !query.contains(ENCODED_NUL);
    }
}
