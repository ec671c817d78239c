package dev.tenfold.intake;

import dev.tenfold.problem.Failure;
import dev.tenfold.problem.Failure.Misdirected;
import dev.tenfold.problem.Failure.TooLarge;
import dev.tenfold.problem.Failure.UnsupportedCoding;
import dev.tenfold.problem.Problems;
import dev.tenfold.request.Uploads;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses what a look at the head tells (another host, a coded body, a body that is too long), and bodies that did not arrive. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 5)
class GateFilter extends OncePerRequestFilter {

    private static final String OPERATIONS = "/actuator";

    private final Problems problems;
    private final List<String> hosts;
    private final long limit;
    private final long uploadLimit;

    GateFilter(Problems problems, HttpProperties properties) {
        this.problems = problems;
        this.hosts = properties.hosts();
        this.limit = properties.maxBody().toBytes();
        this.uploadLimit = properties.maxUpload().toBytes();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Failure failure = failure(request);
        if (failure == null) {
            chain.doFilter(request, response);
            return;
        }
        if (UnreadBodies.isUnread(request)) {
            response.setHeader(HttpHeaders.CONNECTION, "close");
        }
        problems.write(failure, request, response);
    }

    private @Nullable Failure failure(HttpServletRequest request) {
        Arrival arrival = Arrival.of(request);
        Failure ofBody = arrival == null ? null : arrival.failure();
        if (ofBody != null) {
            UnreadBodies.mark(request);
            return ofBody;
        }
        long longest = Uploads.isOne(request) ? uploadLimit : limit;
        if (request.getContentLengthLong() > longest) {
            UnreadBodies.mark(request);
            return new TooLarge(longest);
        }
        if (!hosts.isEmpty() && !hosts.contains(request.getServerName().toLowerCase(Locale.ROOT)) && !isOperations(request)) {
            return new Misdirected();
        }
        String coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        return coding == null || coding.equalsIgnoreCase("identity") ? null : new UnsupportedCoding();
    }

    private static boolean isOperations(HttpServletRequest request) {
        String path = request.getRequestURI();
        return path.equals(OPERATIONS) || path.startsWith(OPERATIONS + "/");
    }
}
