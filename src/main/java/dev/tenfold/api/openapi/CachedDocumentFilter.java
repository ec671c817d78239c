package dev.tenfold.api.openapi;

import dev.tenfold.api.route.Routes;
import dev.tenfold.platform.id.Digests;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Caches the bytes of the documents, which are the same as long as the process runs. Springdoc caches its model, and one thread makes it; but it writes
 * the model as JSON for each request, 300 KB in some 10 ms of CPU time. A few idle clients could take all of the CPU by that.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE) // after the limits and the security headers
class CachedDocumentFilter extends OncePerRequestFilter {

    private static final String ROOT = Routes.DOCUMENTS;
    /** The configuration of Swagger UI, which depends on its address. */
    private static final String UI_CONFIGURATION = ROOT + "/swagger-config";
    /** More than there are documents, in both forms; a further one is not cached. */
    private static final int MAX_DOCUMENTS = 16;
    private static final Set<String> READS = Set.of("GET", "HEAD");
    private static final String REVALIDATE = Objects.requireNonNull(CacheControl.noCache().cachePublic().getHeaderValue());

    private final Map<String, Document> documents = new ConcurrentHashMap<>();

    @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
    private record Document(String type, byte[] bytes, String tag) {}

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI();
        return !path.startsWith(ROOT) || path.equals(UI_CONFIGURATION) || !READS.contains(request.getMethod());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Document cached = documents.get(request.getRequestURI());
        if (cached != null) {
            send(cached, request, response);
            return;
        }
        var caught = new ContentCachingResponseWrapper(response);
        chain.doFilter(request, caught);
        String type = caught.getContentType();
        if (caught.getStatus() != HttpServletResponse.SC_OK || type == null || documents.size() >= MAX_DOCUMENTS) {
            caught.copyBodyToResponse();
            return;
        }
        byte[] bytes = caught.getContentAsByteArray();
        var made = new Document(type, bytes, '"' + Digests.text(bytes) + '"');
        documents.put(request.getRequestURI(), made);
        send(made, request, response);
    }

    private static void send(Document document, HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader(HttpHeaders.CACHE_CONTROL, REVALIDATE);
        if (new ServletWebRequest(request, response).checkNotModified(document.tag)) {
            return;
        }
        response.setContentType(document.type);
        response.setContentLength(document.bytes.length);
        response.getOutputStream().write(document.bytes);
    }
}
