package dev.tenfold.door;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tenfold.cache.Standing;
import dev.tenfold.door.KeptAnswer.Field;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * A shared cache (RFC 9111) in front of security and MVC, behind request ids and limits. It differs from one outside the service in that it
 * never serves an answer whose source has changed: see {@link Standing}. An answer is kept for its {@code s-maxage} and then made anew, so
 * that {@code Age} stays true for the caches outside.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
class DoorFilter extends OncePerRequestFilter {

    private static final Pattern SHARED = Pattern.compile("\\bs-maxage=(\\d{1,9})\\b");
    /** Of this one answer, not of the thing that is kept. */
    private static final Set<String> NOT_KEPT = Set.of("date", "content-length", "content-type", "etag", "connection", "age");

    private final @Nullable Cache<String, KeptAnswer> kept;
    private final DoorMetrics metrics;

    DoorFilter(DoorProperties properties, DoorMetrics metrics, MeterRegistry registry) {
        this.kept = properties.enabled()
                ? Caffeine.newBuilder().maximumWeight(properties.size().toBytes())
                        .weigher((String target, KeptAnswer answer) -> target.length() + answer.weight()).executor(Runnable::run).build()
                : null;
        this.metrics = metrics;
        Gauge.builder("tenfold.door.bytes", this, DoorFilter::weight).description("What the door keeps").baseUnit("bytes")
                .register(registry);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long start = System.nanoTime();
        if (!Passable.isPublicRead(request)) {
            chain.doFilter(request, response);
            return;
        }
        response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        if (kept == null || !Passable.passes(request)) {
            chain.doFilter(request, response);
            return;
        }
        String target =
                request.getQueryString() == null ? request.getRequestURI() : request.getRequestURI() + '?' + request.getQueryString();
        KeptAnswer answer = kept.getIfPresent(target);
        if (answer != null && answer.isUsable()) {
            metrics.hits.increment();
            request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, answer.route());
            answer.writeHead(response);
            answer.body().write(request, response);
            answer.timer(response.getStatus()).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            return;
        }
        metrics.misses.increment();
        make(target, request, response, chain);
    }

    /** Takes the long way, and keeps what comes back where that may be kept. */
    private void make(String target, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Set<String> before = Set.copyOf(response.getHeaderNames());
        var whole = new Unconditional(request);
        var copy = new ContentCachingResponseWrapper(response);
        chain.doFilter(whole, copy);
        String tag = copy.getHeader(HttpHeaders.ETAG);
        if (tag == null || copy.getStatus() != HttpStatus.OK.value()) {
            copy.copyBodyToResponse();
            return;
        }
        String contentType = String.valueOf(copy.getContentType());
        byte[] plain = copy.getContentAsByteArray();
        Standing standing = Door.standing(request);
        Duration fresh = standing == null ? Duration.ZERO : freshFor(copy.getHeader(HttpHeaders.CACHE_CONTROL));
        if (kept != null && standing != null && fresh.isPositive() && standing.stands()) {
            String route = String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
            var answer = new KeptAnswer(route, metrics.timer(route, HttpStatus.OK), metrics.timer(route, HttpStatus.NOT_MODIFIED),
                    fields(copy, before), Body.packed(contentType, tag, plain), System.nanoTime(), fresh.toNanos(), standing);
            kept.put(target, answer);
            answer.body().write(request, response);
        } else if (Passable.takesGzip(request.getHeader(HttpHeaders.ACCEPT_ENCODING))) {
            Body.packed(contentType, tag, plain).write(request, response);
        } else {
            new Body(contentType, tag, plain, null).write(request, response);
        }
    }

    private static List<Field> fields(ContentCachingResponseWrapper copy, Set<String> before) {
        return copy.getHeaderNames().stream().filter(name -> !before.contains(name) && !NOT_KEPT.contains(name.toLowerCase(Locale.ROOT)))
                .distinct().map(name -> new Field(name, String.join(", ", copy.getHeaders(name)))).toList();
    }

    /** How long a shared cache may serve the answer (RFC 9111, section 5.2.2.10). */
    private static Duration freshFor(@Nullable String cacheControl) {
        if (cacheControl == null || !cacheControl.contains("public")) {
            return Duration.ZERO;
        }
        Matcher shared = SHARED.matcher(cacheControl);
        return shared.find() ? Duration.ofSeconds(Long.parseLong(shared.group(1))) : Duration.ZERO;
    }

    private double weight() {
        return kept == null ? 0 : kept.policy().eviction().map(eviction -> (double) eviction.weightedSize().orElse(0)).orElse(0.0);
    }

    /** The request without its conditions: the whole answer is made, and the door compares the tags. */
    private static final class Unconditional extends HttpServletRequestWrapper {

        Unconditional(HttpServletRequest request) {
            super(request);
        }

        @Override
        public @Nullable String getHeader(String name) {
            return HttpHeaders.IF_NONE_MATCH.equalsIgnoreCase(name) ? null : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return HttpHeaders.IF_NONE_MATCH.equalsIgnoreCase(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
        }
    }
}
