package dev.tenfold.intake;

import dev.tenfold.problem.Failure.Unavailable;
import dev.tenfold.problem.ProblemCode;
import dev.tenfold.problem.Problems;
import dev.tenfold.request.Uploads;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets a file pass to whoever reads it, no longer and no slower than it may be, and few of them at once: each holds a thread. The connection ends
 * with the answer, so that what is not read of a file that was refused is in nobody's way.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 4) // around the gate: what that refuses is given up here too
class UploadFilter extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(UploadFilter.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
    /** What is read of a file that was refused, of what is there already: so that its sender gets to see the refusal. */
    private static final int THROWN_AWAY = 1024 * 1024;
    private static final int PIECE = 8 * 1024;

    private final Problems problems;
    private final Semaphore places;
    private final long limit;
    private final Duration time;

    UploadFilter(Problems problems, HttpProperties properties) {
        this.problems = problems;
        this.places = new Semaphore(properties.uploads());
        this.limit = properties.maxUpload().toBytes();
        this.time = properties.uploadTime();
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !Uploads.isOne(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader(HttpHeaders.CONNECTION, "close");
        boolean hasPlace = places.tryAcquire();
        try {
            if (hasPlace) {
                chain.doFilter(new UploadRequest(request, limit, time), response);
            } else {
                problems.write(
                        new Unavailable(ProblemCode.OVERLOADED, "As many files are on their way as can be taken at once", RETRY_AFTER),
                        request, response);
            }
        } finally {
            if (hasPlace) {
                places.release();
            }
            giveUpTheRest(request);
        }
    }

    private static void giveUpTheRest(HttpServletRequest request) {
        try {
            ServletInputStream body = request.getInputStream();
            byte[] piece = new byte[PIECE];
            for (int read = 0; read < THROWN_AWAY && !body.isFinished() && body.available() > 0;) {
                read += Math.max(0, body.read(piece));
            }
            if (!body.isFinished()) {
                UnreadBodies.mark(request);
            }
        } catch (IOException gone) {
            LOG.debug("The client did not wait for its answer", gone);
            UnreadBodies.mark(request);
        }
    }
}
