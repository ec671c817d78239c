package dev.tenfold.traffic.responsecache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tenfold.api.http.ResponseCache;
import dev.tenfold.api.request.RequestInfo;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerMapping;

/**
 * A shared cache (RFC 9111). It comes after request ids and limits, and before worker threads, security and Spring MVC. Cached responses
 * are written on the connector's own thread. Unlike a cache outside the service, it never serves a response whose source has changed: see
 * {@link ResponseCache}.
 */
public final class ResponseCacheHandler extends Handler.Wrapper {

    private static final PreEncodedHttpField VARY = new PreEncodedHttpField(HttpHeader.VARY, "Accept-Encoding");

    private final @Nullable Cache<String, CachedResponse> responses;
    private final Counter hits;
    private final Counter misses;

    ResponseCacheHandler(ResponseCacheProperties properties, MeterRegistry metrics) {
        this.responses = properties.enabled()
                ? Caffeine.newBuilder().maximumWeight(properties.maxSize().toBytes())
                        .weigher((String target, CachedResponse response) -> target.length() + response.weight()).executor(Runnable::run)
                        .build()
                : null;
        this.hits = requests("hit", metrics);
        this.misses = requests("miss", metrics);
        Gauge.builder("tenfold.responsecache.bytes", this, ResponseCacheHandler::weight).description("Size of the cached responses")
                .baseUnit("bytes")
                .register(metrics);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (CacheableRequest.isPublicRead(request)) {
            return read(CacheableRequest.withoutTracking(request), response, callback);
        }
        return super.handle(request, response, callback);
    }

    private boolean read(Request request, Response response, Callback callback) throws Exception {
        response.getHeaders().put(VARY);
        if (!CacheableRequest.isPlain(request.getHeaders())) {
            return super.handle(request, response, callback);
        }
        String target = request.getHttpURI().getPathQuery();
        CachedResponse cached = responses == null ? null : responses.getIfPresent(target);
        if (cached != null && cached.isFresh()) {
            hits.increment();
            RequestInfo info = RequestInfo.of(request);
            if (info != null) {
                info.route(cached.route());
            }
            cached.write(request, response, callback);
            return true;
        }
        if (responses != null) {
            misses.increment();
        }
        return super.handle(new Unconditional(request), new Recorder(request, response, target), callback);
    }

    /** Whether a later handler may answer the request with the plain response, without a look at its headers. */
    static boolean isPlainRead(Request request) {
        return Request.as(request, Unconditional.class) != null;
    }

    private double weight() {
        return responses == null ? 0
                : responses.policy().eviction().map(eviction -> (double) eviction.weightedSize().orElse(0)).orElse(0.0);
    }

    private static Counter requests(String result, MeterRegistry metrics) {
        return Counter.builder("tenfold.responsecache.requests")
                .description("Cacheable public reads, by whether the response cache answered them")
                .tag("outcome", result).register(metrics);
    }

    /** The request without its conditional headers: the handler makes the whole response, and this cache compares the entity tags. */
    private static final class Unconditional extends Request.Wrapper {

        private final HttpFields headers;

        Unconditional(Request request) {
            super(request);
            HttpFields all = request.getHeaders();
            this.headers =
                    all.contains(HttpHeader.IF_NONE_MATCH) ? HttpFields.build(all).remove(HttpHeader.IF_NONE_MATCH).asImmutable() : all;
        }

        @Override
        public HttpFields getHeaders() {
            return headers;
        }
    }

    /** Collects the response, caches it if that is allowed, and writes it in a coding that the client accepts. */
    private final class Recorder extends Response.Wrapper {

        private final Request request;
        private final String target;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        Recorder(Request request, Response response, String target) {
            super(request, response);
            this.request = request;
            this.target = target;
        }

        @Override
        public void write(boolean last, @Nullable ByteBuffer bytes, Callback callback) {
            if (getStatus() != HttpStatus.OK_200 || !getHeaders().contains(HttpHeader.ETAG)) {
                super.write(last, bytes, callback);
                return;
            }
            if (bytes != null) {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy); // Jetty writes again what is not consumed
                body.writeBytes(copy);
            }
            if (last) {
                finish(callback);
            } else {
                callback.succeeded();
            }
        }

        private void finish(Callback callback) {
            BooleanSupplier freshness = ResponseCache.freshness(request);
            long fresh = freshness == null ? 0 : CachedResponse.freshFor(getHeaders());
            boolean isCacheable = responses != null && fresh > 0 && freshness != null && freshness.getAsBoolean();
            String route = String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
            var made = new CachedResponse(route, getHeaders(), body.toByteArray(), TimeUnit.SECONDS.toNanos(fresh),
                    isCacheable ? freshness : null,
                    isCacheable || CacheableRequest.takesGzip(request.getHeaders().get(HttpHeader.ACCEPT_ENCODING)));
            if (isCacheable && responses != null) {
                responses.put(target, made);
            }
            made.writeFirst(request, getWrapped(), callback);
        }
    }
}
