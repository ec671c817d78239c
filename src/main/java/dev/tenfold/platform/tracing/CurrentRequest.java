package dev.tenfold.platform.tracing;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** The request that the current thread handles. */
public final class CurrentRequest {

    private CurrentRequest() {}

    /** Null if it handles no request. */
    public static @Nullable HttpServletRequest get() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes ours ? ours.getRequest() : null;
    }
}
