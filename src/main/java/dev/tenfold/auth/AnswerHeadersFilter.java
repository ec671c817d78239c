package dev.tenfold.auth;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The headers that every answer has for browsers (OWASP Secure Headers), and that it is for nobody else where it does not say for whom it is. They are
 * there before the answer is made; a handler that says for whom it is has the last word.
 */
@Component
@Order(AnswerHeadersFilter.ORDER)
class AnswerHeadersFilter extends OncePerRequestFilter {

    /** Behind what keeps answers, which keeps these with them; before all that makes some. */
    static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 60;

    static final String FOR_NOBODY_ELSE = "private, no-store";

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-XSS-Protection", "0");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader(HttpHeaders.CACHE_CONTROL, FOR_NOBODY_ELSE);
        chain.doFilter(request, new LastWord(response));
    }

    /** Spring MVC adds headers and does not set them: there would be two of the one that is there already. */
    private static final class LastWord extends HttpServletResponseWrapper {

        LastWord(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void addHeader(String name, String value) {
            if (HttpHeaders.CACHE_CONTROL.equalsIgnoreCase(name)) {
                setHeader(name, value);
            } else {
                super.addHeader(name, value);
            }
        }
    }
}
