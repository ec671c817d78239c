package dev.tenfold.intake;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Lets the connection end with the answer where the body was not read to its end. Tomcat would read on ("swallow"): with a thread that waits
 * for a client who sends nothing, and, where a chunked body was read without blocking, in a loop without end that waits for nothing.
 */
final class UnreadBodies extends ValveBase {

    private static final String ATTRIBUTE = UnreadBodies.class.getName();

    UnreadBodies() {
        super(true);
    }

    /** Gives up what is still to come of this request. */
    static void mark(ServletRequest request) {
        request.setAttribute(ATTRIBUTE, true);
    }

    static boolean isUnread(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) != null;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
        if (isUnread(request)) {
            response.finishResponse(); // before Tomcat takes what follows for an error, which it would answer in place of us
            request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
            response.setErrorReported();
        }
    }
}
