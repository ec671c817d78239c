package dev.tenfold.traffic.responsecache;

import dev.tenfold.api.http.PublicCacheControl;
import dev.tenfold.api.http.PublicRead;
import dev.tenfold.api.http.PublicRead.PublicResponse;
import dev.tenfold.api.http.ResponseCache;
import dev.tenfold.api.problem.ProblemResponses;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
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
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers plain public reads that are not in the response cache, on a thread that may block, and without the servlet container. Requests
 * that no {@link PublicRead.Source} knows go on to Spring MVC.
 */
public final class PublicReadHandler extends Handler.Wrapper {

    private static final HttpField CONTENT_TYPE = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");
    private static final HttpField CACHE_CONTROL =
            new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, String.valueOf(PublicCacheControl.SHARED.getHeaderValue()));

    private final List<PublicRead.Source> sources;
    private final JsonMapper json;
    private final ProblemResponses problems;

    PublicReadHandler(List<PublicRead.Source> sources, JsonMapper json, ProblemResponses problems) {
        this.sources = sources;
        this.json = json;
        this.problems = problems;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        PublicRead read = ResponseCacheHandler.isPlainRead(request) ? find(request) : null;
        if (read == null) {
            return super.handle(request, response, callback);
        }
        // where Spring MVC puts the route, and the response cache and the access log look for it
        request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, read.route());
        PublicResponse made;
        try {
            made = read.response().get();
        } catch (RuntimeException failure) {
            problems.write(failure, request, response, callback);
            return true;
        }
        ResponseCache.allow(request, made.freshness());
        write(made, response, callback);
        return true;
    }

    private @Nullable PublicRead find(Request request) {
        for (PublicRead.Source source : sources) {
            PublicRead found = source.find(request);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private void write(PublicResponse made, Response response, Callback callback) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(CACHE_CONTROL);
        headers.put(HttpHeader.ETAG, made.tag());
        if (made.next() != null) {
            headers.add(HttpHeader.LINK, made.next());
        }
        headers.put(CONTENT_TYPE);
        response.setStatus(HttpStatus.OK_200);
        response.write(true, ByteBuffer.wrap(json.writeValueAsBytes(made.body())), callback);
    }
}
