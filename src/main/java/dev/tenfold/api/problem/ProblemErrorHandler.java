package dev.tenfold.api.problem;

import dev.tenfold.platform.failure.Failure;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Answers failures before the servlet context, in the parser or in a handler, with a problem document. Jetty sets the status. */
@Component
public final class ProblemErrorHandler implements Request.Handler {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemErrorHandler.class);

    private final ProblemResponses problems;

    ProblemErrorHandler(ProblemResponses problems) {
        this.problems = problems;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Throwable cause = request.getAttribute(ErrorHandler.ERROR_EXCEPTION) instanceof Throwable thrown ? thrown : null;
        int status = response.getStatus();
        Failure failure = cause instanceof Failure known ? known : ProblemResponses.ofStatus(status, ErrorPages.reason(status));
        if (failure instanceof Failure.Internal) {
            LOG.error("{} failed before it reached a servlet", request, cause);
        }
        if (cause != null && !(cause instanceof Failure)) { // if this request could not be read, the next one on the connection cannot be found
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        problems.write(failure, request, response, callback);
        return true;
    }
}
