package dev.tenfold.platform.errortracking;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.event.EventListener;

/** Logs a warning and an error, once the service is ready. */
@TestComponent
class ErrorLogger {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorLogger.class);

    @EventListener(ApplicationReadyEvent.class)
    void complain() {
        try (var _ = MDC.putCloseable("request_id", "the-request"); var _ = MDC.putCloseable("user", "somebody")) {
            LOG.warn("This is no error");
            LOG.error("Something failed", new IllegalStateException("that should not have"));
        }
    }
}
