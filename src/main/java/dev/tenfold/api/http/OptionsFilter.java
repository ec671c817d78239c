package dev.tenfold.api.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps methods that no route supports out of {@code Allow}. If Spring MVC finds no route for {@code OPTIONS}, it adds the methods of
 * {@code HttpServlet}, {@code TRACE} among them, although the answer is 404. If it finds a route without {@code PATCH}, it adds an empty {@code Accept-Patch}.
 */
@Component
class OptionsFilter extends OncePerRequestFilter {

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !HttpMethod.OPTIONS.matches(request.getMethod());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(request, new HttpServletResponseWrapper(response) {
            @Override
            public void setHeader(String name, String value) {
                if (isTrue(name, value)) {
                    super.setHeader(name, value);
                }
            }

            @Override
            public void addHeader(String name, String value) {
                if (isTrue(name, value)) {
                    super.addHeader(name, value);
                }
            }
        });
    }

    private static boolean isTrue(String name, String value) {
        boolean isOfServlet = name.equalsIgnoreCase(HttpHeaders.ALLOW) && value.contains(HttpMethod.TRACE.name());
        return !isOfServlet && !(name.equalsIgnoreCase(HttpHeaders.ACCEPT_PATCH) && value.isEmpty());
    }
}
