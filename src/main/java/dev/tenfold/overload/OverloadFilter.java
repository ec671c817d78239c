package dev.tenfold.overload;

import dev.tenfold.intake.ThreadWait;
import dev.tenfold.problem.Failure.Unavailable;
import dev.tenfold.problem.ProblemCode;
import dev.tenfold.problem.Problems;
import dev.tenfold.request.AccessLog;
import dev.tenfold.request.Uploads;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses a request that is one too many, before anything is done for it. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class OverloadFilter extends OncePerRequestFilter {

    /** Those who were refused together come back apart. */
    private static final int LONGEST_RETRY_SECONDS = 3;
    private static final int LONGEST_RETRY_OF_SIGN_INS_SECONDS = 10; // some 20 of them are served in a second by each core that hashes

    private final Admission admission;
    private final OverloadMetrics metrics;
    private final Problems problems;

    OverloadFilter(Admission admission, OverloadMetrics metrics, Problems problems) {
        this.admission = admission;
        this.metrics = metrics;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        RequestClass kind = RequestClass.of(request.getMethod(), request.getRequestURI());
        long waited = ThreadWait.take();
        long start = System.nanoTime() - waited;
        metrics.waited(waited);
        if (!admission.enter(kind, waited)) {
            metrics.refused(kind);
            AccessLog.omit(request);
            problems.write(tooMany(kind), request, response);
            return;
        }
        metrics.admitted(kind);
        try {
            chain.doFilter(request, response);
        } finally {
            if (Uploads.isOne(request)) {
                admission.leave(kind); // it took as long as its sender did
            } else {
                admission.leave(kind, start);
            }
        }
    }

    static Unavailable tooMany(RequestClass kind) {
        int longest = kind == RequestClass.SIGN_IN ? LONGEST_RETRY_OF_SIGN_INS_SECONDS : LONGEST_RETRY_SECONDS;
        int seconds = 1 + ThreadLocalRandom.current().nextInt(longest);
        return new Unavailable(ProblemCode.OVERLOADED, "More requests are at work than can be served in time", Duration.ofSeconds(seconds));
    }
}
