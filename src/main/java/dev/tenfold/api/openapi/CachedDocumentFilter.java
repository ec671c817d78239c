package dev.tenfold.api.openapi;

import dev.tenfold.api.http.EntityTags;
import dev.tenfold.api.problem.ProblemResponses;
import dev.tenfold.platform.failure.Failure.Unavailable;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.platform.id.Digests;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Keeps the bytes of the documents, which are the same as long as the process runs. Springdoc writes its model anew for each reader: 300 KB and some 10 ms of
 * a processor, enough for a few idle clients to take all of it.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE) // behind the limits, and the security headers
class CachedDocumentFilter extends OncePerRequestFilter {

    private static final String ROOT = "/v3/api-docs";
    /** What Swagger UI is told, which has to do with where it is. */
    private static final String OF_THE_PAGE = ROOT + "/swagger-config";
    /** More than there are documents, in both forms; what is not among the first is written anew. */
    private static final int MOST = 16;
    private static final Set<String> READS = Set.of("GET", "HEAD");
    private static final CacheControl ASK_AGAIN = CacheControl.noCache().cachePublic();

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final Duration SHORTLY = Duration.ofSeconds(1);

    private final ProblemResponses problems;
    private final ReentrantLock writer = new ReentrantLock();
    private final Map<String, Document> documents = new ConcurrentHashMap<>();

    CachedDocumentFilter(ProblemResponses problems) {
        this.problems = problems;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
    private record Document(String type, byte[] bytes, String tag) {}

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI();
        return !path.startsWith(ROOT) || path.equals(OF_THE_PAGE) || !READS.contains(request.getMethod());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Document kept = documents.get(request.getRequestURI());
        if (kept != null) {
            send(kept, request, response);
        } else if (isWriter()) {
            try {
                write(request, response, chain);
            } finally {
                writer.unlock();
            }
        } else {
            problems.write(new Unavailable(ProblemCode.OVERLOADED, "The document is still being written", SHORTLY), request, response);
        }
    }

    /** The first document takes a second, and nobody writes it beside another. */
    private boolean isWriter() {
        try {
            return writer.tryLock(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void write(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws ServletException, IOException {
        Document kept = documents.get(request.getRequestURI());
        if (kept != null) {
            send(kept, request, response);
            return;
        }
        var caught = new ContentCachingResponseWrapper(response);
        chain.doFilter(request, caught);
        String type = caught.getContentType();
        if (caught.getStatus() != HttpServletResponse.SC_OK || type == null || documents.size() >= MOST) {
            caught.copyBodyToResponse();
            return;
        }
        byte[] bytes = caught.getContentAsByteArray();
        var made = new Document(type, bytes, '"' + Digests.text(bytes) + '"');
        documents.put(request.getRequestURI(), made);
        send(made, request, response);
    }

    private static void send(Document document, HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader(HttpHeaders.ETAG, document.tag);
        response.setHeader(HttpHeaders.CACHE_CONTROL, ASK_AGAIN.getHeaderValue());
        String known = request.getHeader(HttpHeaders.IF_NONE_MATCH);
        if (known != null && EntityTags.matches(known, document.tag)) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType(document.type);
        response.setContentLength(document.bytes.length);
        response.getOutputStream().write(document.bytes);
    }
}
