package dev.tenfold.api.http;

import dev.tenfold.api.problem.ProblemResponses;
import dev.tenfold.platform.configuration.ProcessRole;
import dev.tenfold.platform.failure.Failure.NotFound;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Where no API is served there is nothing but health and metrics. */
@Component
@Conditional(ApiDisabledFilter.ApiDisabled.class)
@Order(Ordered.HIGHEST_PRECEDENCE + 2) // behind the request's id, before all that counts or admits
class ApiDisabledFilter extends OncePerRequestFilter {

    private static final String OPEN = "/actuator/";

    private final ProblemResponses problems;

    ApiDisabledFilter(ProblemResponses problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getRequestURI().startsWith(OPEN)) {
            chain.doFilter(request, response);
        } else {
            problems.write(new NotFound("This process is a worker, and serves no API"), request, response);
        }
    }

    static class ApiDisabled implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return !ProcessRole.of(context.getEnvironment()).contains(ProcessRole.API);
        }
    }
}
