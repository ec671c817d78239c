package dev.tenfold.security.access;

import dev.tenfold.api.problem.ProblemResponses;
import dev.tenfold.api.request.CallerLimits;
import dev.tenfold.platform.failure.Failure;
import dev.tenfold.platform.failure.Failure.Forbidden;
import dev.tenfold.platform.failure.Failure.MethodNotAllowed;
import dev.tenfold.platform.failure.Failure.NotFound;
import dev.tenfold.platform.failure.Failure.Unauthenticated;
import dev.tenfold.platform.failure.Failure.Unavailable;
import dev.tenfold.platform.failure.LogThrottle;
import dev.tenfold.platform.failure.ProblemCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Turns refusals of Spring Security into problem documents. If the route or the method does not exist, the response is 404 or 405, even
 * without credentials: 401 would suggest that signing in helps.
 */
@Component
class SecurityProblems implements AuthenticationEntryPoint, AccessDeniedHandler {

    private static final Logger log = LoggerFactory.getLogger(SecurityProblems.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final ProblemResponses problems;
    private final CallerLimits limits;
    private final ObjectProvider<RequestMappingHandlerMapping> routes;
    private final LogThrottle logThrottle = new LogThrottle();

    SecurityProblems(ProblemResponses problems, CallerLimits limits,
            @Qualifier("requestMappingHandlerMapping") ObjectProvider<RequestMappingHandlerMapping> routes) {
        this.problems = problems;
        this.limits = limits;
        this.routes = routes;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException refusal) throws IOException {
        if (refusal instanceof AuthenticationServiceException) {
            if (logThrottle.allows()) { // anybody can send tokens
                log.warn("The keys of the tokens' issuer cannot be read: {}", refusal.getMessage());
            }
            problems.write(new Unavailable(ProblemCode.DEPENDENCY_UNAVAILABLE, "The access token cannot be checked now", RETRY_AFTER),
                    request, response);
            return;
        }
        boolean tokenRefused = refusal instanceof OAuth2AuthenticationException;
        if (tokenRefused) {
            limits.ofRefused(request);
        }
        Failure failure = tokenRefused
                ? new Unauthenticated(ProblemCode.UNAUTHENTICATED, "The access token is not valid, or has expired", true)
                : missing(request).orElseGet(() -> new Unauthenticated(ProblemCode.UNAUTHENTICATED, "This route needs an access token"));
        problems.write(failure, request, response);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException refusal) throws IOException {
        if (SecurityContextHolder.getContext().getAuthentication() == null) {
            commence(request, response, new InsufficientAuthenticationException("The request has no credentials", refusal));
            return;
        }
        problems.write(missing(request).orElseGet(() -> new Forbidden("Only admins may do this")), request, response);
    }

    /** The failure if no route matches the request, for any caller. */
    private Optional<Failure> missing(HttpServletRequest request) {
        try {
            ServletRequestPathUtils.parseAndCache(request);
            return routes.getObject().getHandler(request) == null ? Optional.of(new NotFound("There is nothing at this address"))
                    : Optional.empty();
        } catch (HttpRequestMethodNotSupportedException other) {
            String[] methods = other.getSupportedMethods();
            return Optional.of(new MethodNotAllowed(other.getMethod(), methods == null ? Set.of() : Set.of(methods)));
        } catch (Exception refusedForAnotherReason) {
            return Optional.empty();
        }
    }
}
