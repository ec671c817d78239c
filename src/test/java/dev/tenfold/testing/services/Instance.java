package dev.tenfold.testing.services;

import dev.tenfold.TenfoldApplication;
import dev.tenfold.testing.demo.NotTestClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** The service as a process, which can be killed and started again on the same port. */
public final class Instance implements AutoCloseable {

    /** Tests send requests as fast as they can; tests of the limits switch them on. */
    static final Map<String, Object> NO_LIMITS = Map.of("tenfold.ratelimit.enabled", "false");

    /** For tests without faults of Redis: on a busy machine it answers late, and the service would work without it. */
    static final Map<String, Object> PATIENT = Map.of("spring.data.redis.timeout", "10s", "tenfold.redis.timeout", "5s",
            "tenfold.redis.heartbeat-timeout", "10s", "tenfold.ratelimit.timeout", "5s");

    /** All instances of this machine share the folder. */
    private static final Map<String, Object> FILES =
            Map.of("tenfold.storage.folder", Path.of(System.getProperty("java.io.tmpdir"), "tenfold-files").toString());

    private static final Duration READY_LIMIT = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int OK = 200;
    private static final Logger LOG = LoggerFactory.getLogger(Instance.class);
    private static final Pattern ERRORS = Pattern.compile("^.* ERROR .*(\\R.*){0,60}", Pattern.MULTILINE);

    private final int port;
    private final int operationsPort;
    private final String settings;
    private final Path log;
    private Process process;

    private Instance(int port, int operationsPort, Map<String, Object> settings, Path log) {
        this.port = port;
        this.operationsPort = operationsPort;
        this.settings = JsonMapper.shared().writeValueAsString(settings);
        this.log = log;
        this.process = run();
    }

    /** Like {@link #launch(Services, Map)}, but it waits longer for Redis than in production. */
    public static Instance launchPatient(Services services, Map<String, ?> more) {
        Map<String, Object> settings = new HashMap<>(PATIENT);
        settings.putAll(more);
        return launch(services, settings);
    }

    /** Starts an instance on a free port; {@link #awaitReady} waits until it answers. */
    public static Instance launch(Services services, Map<String, ?> more) {
        return FreePort.start(port -> launch(services, port, port, more));
    }

    /** Starts an instance like deployments do: health and metrics have their own port. */
    public static Instance launchWithTwoPorts(Services services, int operationsPort, Map<String, ?> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("management.server.port", operationsPort);
        return FreePort.start(port -> launch(services, port, operationsPort, settings));
    }

    private static Instance launch(Services services, int port, int operationsPort, Map<String, ?> more) {
        try {
            Path log = Files.createTempFile("tenfold-instance-", ".log");
            Map<String, Object> settings = new HashMap<>(services.properties());
            settings.putAll(SigningKey.properties());
            settings.putAll(NO_LIMITS);
            settings.putAll(FILES);
            settings.putAll(Map.of("server.port", port, "tenfold.log.format", "text", "logging.level.root", "WARN", "spring.main.sources",
                    List.of(ParentProcessWatch.class.getName(), NotTestClasses.class.getName())));
            settings.putAll(more);
            return new Instance(port, operationsPort, settings, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process run() {
        var command = new ProcessBuilder(ChildJvm.command(TenfoldApplication.class.getName(), List.of()));
        command.environment().put("SPRING_APPLICATION_JSON", settings);
        try {
            return command.redirectErrorStream(true).redirectOutput(Redirect.appendTo(log.toFile())).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public int port() {
        return port;
    }

    /** The port of health and metrics: the same as {@link #port}, unless it was started with two. */
    public int operationsPort() {
        return operationsPort;
    }

    /** Waits until the instance accepts requests. */
    public Instance awaitReady() {
        long end = System.nanoTime() + READY_LIMIT.toNanos();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("The instance on port " + port + " does not answer: " + log());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return this;
    }

    private boolean isReady() {
        try (var client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + operationsPort + "/actuator/health/readiness"))
                    .timeout(Duration.ofSeconds(5));
            return client.send(request.build(), BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException noAnswer) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What it has logged since its first start. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills it with SIGKILL: nothing is finished. */
    public void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends SIGTERM; {@link #awaitEnd} waits until it has ended. */
    public void stop() {
        process.toHandle().destroy(); // Process.destroy would close its standard input too, which ends it at once
    }

    /** Its exit code, once it has ended. */
    public int awaitEnd(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("The instance on port " + port + " still runs after " + limit);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts a killed instance again, on its old port. */
    public void start() {
        if (process.isAlive()) {
            throw new IllegalStateException("The instance on port " + port + " is running already");
        }
        process = run();
    }

    /** Ends it, and prints what it logged as an error, which helps to understand a failed test. */
    @Override
    public void close() {
        kill();
        Matcher errors = ERRORS.matcher(log());
        if (errors.find()) {
            LOG.warn("The instance on port {} logged errors, the first of them:\n{}", port, errors.group());
        }
        try {
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
