package dev.tenfold.platform.tracing;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** The request that a thread is at work for. */
public final class CurrentRequest {

    private CurrentRequest() {}

    /** Null where it is at work for none. */
    public static @Nullable HttpServletRequest get() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes ours ? ours.getRequest() : null;
    }
}
