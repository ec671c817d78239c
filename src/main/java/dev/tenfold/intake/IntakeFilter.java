package dev.tenfold.intake;

import dev.tenfold.request.Uploads;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The first filter of all: nothing is done for a request whose body is not there yet, and no thread waits for it. A body that came with its
 * head, as short ones do, stays with Tomcat. For any other the request is set aside ({@link Arrival}) and comes back, as if it had only now
 * come, when the body is whole or will never be; {@link GateFilter} then says why not. Files are left to {@link UploadFilter}.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class IntakeFilter extends OncePerRequestFilter {

    private final Arrivals arrivals;

    IntakeFilter(Arrivals arrivals) {
        this.arrivals = arrivals;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Arrival arrival = request.getDispatcherType() == DispatcherType.ASYNC ? Arrival.of(request) : null;
        if (arrival != null) {
            chain.doFilter(arrival.request(), response);
        } else if (isToBeAwaited(request)) {
            arrivals.await(request, response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private boolean isToBeAwaited(HttpServletRequest request) throws IOException {
        long length = request.getContentLengthLong();
        if (Uploads.isOne(request) || length == 0 || (length < 0 && request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null)) {
            return false;
        }
        return request.isAsyncSupported() && !arrivals.isHopeless(length) && (length < 0 || request.getInputStream().available() < length);
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }
}
