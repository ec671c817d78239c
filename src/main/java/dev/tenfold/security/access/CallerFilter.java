package dev.tenfold.security.access;

import dev.tenfold.api.request.CallerLimits;
import dev.tenfold.api.request.RequestInfo;
import dev.tenfold.security.identity.Caller;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Records the caller for the access log, and counts the request against the caller's rate limits. */
class CallerFilter extends OncePerRequestFilter {

    private final CallerLimits limits;

    CallerFilter(CallerLimits limits) {
        this.limits = limits;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        Caller caller = authentication != null && authentication.getPrincipal() instanceof Caller known ? known : null;
        if (caller != null) {
            RequestInfo info = RequestInfo.of(request);
            if (info != null) {
                info.user(caller.id().toString());
            }
        }
        if (limits.passes(caller == null ? null : caller.id().toString(), caller != null && caller.isAdmin(), request, response)) {
            chain.doFilter(request, response);
        }
    }
}
