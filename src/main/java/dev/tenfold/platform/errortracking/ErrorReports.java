package dev.tenfold.platform.errortracking;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.sentry.Sentry;
import io.sentry.SentryOptions;
import io.sentry.logback.SentryAppender;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Sends what is logged at ERROR to Sentry, with the ids by which it is found in the log. That is all: no requests, users, breadcrumbs or traces.
 * Its queue is short and drops what does not fit, and it sends on a thread of its own.
 */
@Component
@ConditionalOnProperty("sentry.dsn")
class ErrorReports implements SmartLifecycle {

    private static final List<String> IDS = List.of("request_id", "trace_id", "job_id");

    private final SentryProperties properties;
    private final String release;
    private final SentryAppender appender = new SentryAppender();
    private volatile boolean running;

    ErrorReports(SentryProperties properties, ObjectProvider<BuildProperties> build) {
        this.properties = properties;
        this.release = "tenfold@" + build.stream().map(BuildProperties::getVersion).findFirst().orElse("unknown");
    }

    @Override
    public void start() {
        Sentry.init(this::configure);
        Logger root = root();
        appender.setContext(root.getLoggerContext());
        appender.setMinimumEventLevel(Level.ERROR);
        appender.setMinimumBreadcrumbLevel(Level.OFF);
        appender.start();
        root.addAppender(appender);
        running = true;
    }

    private void configure(SentryOptions options) {
        options.setDsn(properties.dsn());
        options.setEnvironment(properties.environment());
        options.setRelease(release);
        options.setSendDefaultPii(false);
        IDS.forEach(options::addContextTag);
    }

    /** What is still to be sent goes out first, for as long as Sentry's library waits by itself: 2 s. */
    @Override
    public void stop() {
        root().detachAppender(appender);
        appender.stop();
        Sentry.close();
        running = false;
    }

    private static Logger root() {
        return ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before all that may fail, and after it. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}
