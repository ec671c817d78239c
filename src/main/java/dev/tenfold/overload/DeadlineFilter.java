package dev.tenfold.overload;

import dev.tenfold.deadline.Deadline;
import dev.tenfold.problem.Failure.Malformed;
import dev.tenfold.problem.ProblemCode;
import dev.tenfold.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Gives each request its deadline: the service's, or the client's where that is sooner. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 12)
class DeadlineFilter extends OncePerRequestFilter {

    /** In seconds. */
    static final String HEADER = "X-Request-Timeout";

    private static final Pattern SECONDS = Pattern.compile("\\d{1,6}(\\.\\d{1,3})?");
    private static final int DIGITS = 3;

    private final Problems problems;
    private final Duration longest;

    DeadlineFilter(Problems problems, OverloadProperties properties) {
        this.problems = problems;
        this.longest = properties.deadline();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String wish = request.getHeader(HEADER);
        Duration time = wish == null ? longest : time(wish);
        if (time == null) {
            var malformed = new Malformed(ProblemCode.INVALID_PARAMETER,
                    HEADER + " is a number of seconds above 0 with at most 3 decimals, such as 2.5");
            problems.write(malformed, request, response);
            return;
        }
        try (var _ = Deadline.start(time)) {
            chain.doFilter(request, response);
        }
    }

    private @Nullable Duration time(String wish) {
        if (!SECONDS.matcher(wish).matches()) {
            return null;
        }
        Duration time = Duration.ofMillis(new BigDecimal(wish).movePointRight(DIGITS).longValueExact());
        if (time.isZero()) {
            return null;
        }
        return time.compareTo(longest) < 0 ? time : longest;
    }
}
