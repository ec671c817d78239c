package dev.tenfold.shop.checkout;

import dev.tenfold.api.http.AcceptHeader;
import dev.tenfold.api.idempotency.IdempotencyKey;
import dev.tenfold.api.idempotency.StoredResponse;
import dev.tenfold.api.problem.RequestContext;
import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.api.route.Routes;
import dev.tenfold.security.identity.Caller;
import dev.tenfold.shop.order.OrderView;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.FilterRegistration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.HandlerMapping;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Places orders without Spring MVC, which would take more time than everything else. Only a request that is a valid order in every
 * respect is handled here. Anything invalid or unusual goes on to {@link CheckoutController}, so error responses are made in one place
 * only.
 */
@Component
@Order(PlainOrderFilter.BEHIND_SECURITY)
@FilterRegistration(urlPatterns = {PlainOrderFilter.V1, PlainOrderFilter.V2})
class PlainOrderFilter extends OncePerRequestFilter {

    /** After Spring Security's filter, which has the order -100. */
    static final int BEHIND_SECURITY = -50;
    /** {@link Routes#ORDERS} in each version: an annotation needs constants. */
    static final String V1 = "/api/v1/orders";
    static final String V2 = "/api/v2/orders";

    private static final String JSON = "application/json";
    private static final int LONGEST_BODY = 16_384; // bytes; 100 items take 9 KB

    private final Checkout checkout;
    private final ObjectReader reader;
    private final HandlerExceptionResolver failures;

    PlainOrderFilter(Checkout checkout, JsonMapper json, @Qualifier("handlerExceptionResolver") HandlerExceptionResolver failures) {
        this.checkout = checkout;
        this.reader = json.readerFor(PlaceOrderRequest.class);
        this.failures = failures;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Caller caller = caller();
        if (caller == null || !isPlain(request)) {
            chain.doFilter(request, response);
            return;
        }
        byte[] body = request.getInputStream().readNBytes(request.getContentLength());
        String path = request.getServletPath(); // one of the two of this filter
        ApiVersion version = path.equals(V1) ? ApiVersion.V1 : ApiVersion.V2;
        PlaceOrderRequest order = read(body, version);
        if (order == null) {
            chain.doFilter(new Unread(request, body), response);
            return;
        }
        request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, path);
        ServerHttpObservationFilter.findObservationContext(request).ifPresent(context -> context.setPathPattern(path));
        try {
            IdempotencyKey key = IdempotencyKey.of(request.getHeader(IdempotencyKey.HEADER));
            write(checkout.place(caller.id(), key, order.toNewOrder(), RequestContext.of(request), OrderView.of(version)), response);
        } catch (RuntimeException failure) {
            if (failures.resolveException(request, response, null, failure) == null) {
                throw failure;
            }
        }
    }

    private static @Nullable Caller caller() {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof Caller caller ? caller : null;
    }

    private static boolean isPlain(HttpServletRequest request) {
        int length = request.getContentLength();
        return "POST".equals(request.getMethod()) && length > 0 && length <= LONGEST_BODY && JSON.equals(request.getContentType())
                && AcceptHeader.isPlainlyJson(request.getHeader(HttpHeaders.ACCEPT)) && request.getQueryString() == null;
    }

    /** The order in the body, or null if it is not a valid order. Version 2 requires the total. */
    private @Nullable PlaceOrderRequest read(byte[] body, ApiVersion version) {
        try {
            PlaceOrderRequest order = reader.readValue(body);
            return order != null && order.isValid() && (version == ApiVersion.V1 || order.expectedTotal() != null) ? order : null;
        } catch (JacksonException unreadable) {
            return null;
        }
    }

    private static void write(StoredResponse storedResponse, HttpServletResponse response) throws IOException {
        response.setStatus(storedResponse.status());
        storedResponse.headers().forEach(response::setHeader);
        response.setContentLength(storedResponse.body().length);
        response.getOutputStream().write(storedResponse.body());
    }

    /** The request with its body, which this filter has already read. */
    private static final class Unread extends HttpServletRequestWrapper {

        private final ServletInputStream body;

        Unread(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = new Bytes(body);
        }

        @Override
        public ServletInputStream getInputStream() {
            return body;
        }

        @Override
        public BufferedReader getReader() {
            return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        }
    }

    private static final class Bytes extends ServletInputStream {

        private final ByteArrayInputStream bytes;

        Bytes(byte[] bytes) {
            this.bytes = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return bytes.read(target, offset, length);
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("the body has already been read");
        }
    }
}
