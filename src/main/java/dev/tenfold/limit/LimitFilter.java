package dev.tenfold.limit;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses in front of everything that costs something: behind the request id, before the door. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 15)
class LimitFilter extends OncePerRequestFilter {

    private final RequestLimits limits;

    LimitFilter(RequestLimits limits) {
        this.limits = limits;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return limits.isOff();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (limits.atTheDoor(request, response)) {
            try {
                chain.doFilter(request, response);
            } finally {
                limits.afterwards(request);
            }
        }
    }
}
