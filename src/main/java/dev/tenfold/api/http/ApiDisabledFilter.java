package dev.tenfold.api.http;

import dev.tenfold.api.problem.ProblemResponses;
import dev.tenfold.api.route.Routes;
import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import dev.tenfold.platform.failure.Failure.NotFound;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** In a process without the role {@code api}, answers 404 to everything except health and metrics. */
@Component
@Conditional(ApiDisabledFilter.ApiDisabled.class)
@Order(Ordered.HIGHEST_PRECEDENCE + 2) // after the request id, before everything that counts or admits requests
class ApiDisabledFilter extends OncePerRequestFilter {

    private final ProblemResponses problems;

    ApiDisabledFilter(ProblemResponses problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getRequestURI().startsWith(Routes.ACTUATOR)) {
            chain.doFilter(request, response);
        } else {
            problems.write(new NotFound("This process is a worker and does not serve the API"), request, response);
        }
    }

    static class ApiDisabled extends NoneNestedConditions {

        ApiDisabled() {
            super(ConfigurationPhase.PARSE_CONFIGURATION);
        }

        @OnRole(ProcessRole.API)
        static class ServesApi {}
    }
}
