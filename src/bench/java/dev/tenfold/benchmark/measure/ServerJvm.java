package dev.tenfold.benchmark.measure;

import dev.tenfold.TenfoldApplication;
import dev.tenfold.testing.demo.NotTestClasses;
import dev.tenfold.testing.services.ParentProcessWatch;
import dev.tenfold.testing.services.FreePort;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.SigningKey;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** A server to measure, in a JVM of its own with the options that production would give it. It ends with this one. */
public final class ServerJvm implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final double NANOS_PER_MILLISECOND = 1e6;

    /** Before anything is pinned: afterwards the JVM counts only the cores that it may use. */
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private static final int NEVER_REACHED = 10_000_000;

    private static final int MILLIS_OF_TICK = 10;
    private static final String READY = "/actuator/health/readiness";

    private final Process process;
    private final int port;
    private final int operationsPort;

    private ServerJvm(int port, int operationsPort, List<String> before, List<String> options, Class<?> main, List<String> arguments, Map<String, String> environment) {
        this.port = port;
        this.operationsPort = operationsPort;
        var command = new ProcessBuilder(new ArrayList<>(before));
        command.command().add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.command().addAll(options);
        command.command().addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.command().addAll(arguments);
        command.environment().putAll(environment);
        // what production writes is written, to nowhere: -Dlog=FILE keeps it, and is for looking why a service does not start
        String log = System.getProperty("log", "");
        command.redirectErrorStream(true).redirectOutput(log.isEmpty() ? Redirect.DISCARD : Redirect.appendTo(new File(log)));
        try {
            this.process = command.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The service as it is shipped: its log at INFO in JSON, its metrics and its limits on, and a port of its own for operations. It has the first
     * core, as a container has it that may use one. See {@link #leaveFirstCore}.
     */
    public static ServerJvm onFirstCore(Services services, List<String> options, Map<String, ?> more) {
        return tenfold(List.of("taskset", "--cpu-list", "0"), services, options, more);
    }

    /** Puts this JVM on the first core, and all that it starts from now on: the servers that the service shares its machine with. */
    public static void joinFirstCore() {
        pin(ProcessHandle.current().pid(), "0");
    }

    /** Takes this JVM off the first core, and all that it starts from now on. */
    public static void leaveFirstCore() {
        pin(ProcessHandle.current().pid(), "1-" + (CORES - 1));
    }

    /** Lends the server all cores, until {@link #giveBackCores}: on one core, it would be compiling for minutes. */
    public void lendCores() {
        pin(pid(), "0-" + (CORES - 1));
    }

    public void giveBackCores() {
        pin(pid(), "0");
    }

    private static void pin(long process, String cores) {
        if (CORES < 2) {
            throw new IllegalStateException("This needs two cores: one for the service, one for those who load it");
        }
        try {
            int code = new ProcessBuilder("taskset", "--all-tasks", "--cpu-list", "--pid", cores, Long.toString(process)).redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD).start().waitFor();
            if (code != 0) {
                throw new IllegalStateException("taskset ended with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ServerJvm tenfold(List<String> before, Services services, List<String> options, Map<String, ?> more) {
        int port = FreePort.find();
        int operationsPort = FreePort.find();
        Map<String, Object> settings = new HashMap<>(services.properties());
        settings.putAll(SigningKey.properties());
        settings.putAll(Map.of("server.port", port, "management.server.port", operationsPort, "spring.main.sources",
                List.of(ParentProcessWatch.class.getName(), NotTestClasses.class.getName())));
        settings.putAll(more);
        return new ServerJvm(port, operationsPort, before, options, TenfoldApplication.class, List.of(),
                Map.of("SPRING_APPLICATION_JSON", JsonMapper.shared().writeValueAsString(settings)));
    }

    /** As {@link #onFirstCore}, but on all cores, and for a generator that is one client with the load of thousands: its limits count, and are never reached. */
    public static ServerJvm service(Services services, List<String> options, Map<String, String> more) {
        Map<String, Object> settings = new HashMap<>();
        List.of("anonymous", "user", "signin", "account", "signup", "orders")
                .forEach(policy -> settings.put("tenfold.ratelimit.policies." + policy + ".capacity", NEVER_REACHED));
        settings.putAll(more);
        return tenfold(List.of(), services, options, settings);
    }

    /** Another server, whose main method takes a port and these arguments, and calls {@link ParentProcessWatch}. */
    public static ServerJvm other(Class<?> main, List<String> options, String... arguments) {
        int port = FreePort.find();
        return new ServerJvm(port, port, List.of(), options, main,
                Stream.concat(Stream.of(Integer.toString(port)), Stream.of(arguments)).toList(),
                Map.of());
    }

    public int port() {
        return port;
    }

    /** Where it is asked for its health and its metrics. */
    public int operationsPort() {
        return operationsPort;
    }

    /** Waits until the service says that it is ready. */
    public ServerJvm awaitReady() {
        return await(operationsPort, READY);
    }

    /** Waits until it answers 200 here. */
    public ServerJvm await(String path) {
        return await(port, path);
    }

    private ServerJvm await(int asked, String path) {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (Probe.status(asked, path) != Probe.OK) {
            if (!process.isAlive() || System.nanoTime() > end) {
                close();
                throw new IllegalStateException("The server does not answer on port " + port + ": run again with -Dlog=FILE, and read there why");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return this;
    }

    /** CPU that the process has spent since its start, in ms. */
    public double cpu() {
        return process.info().totalCpuDuration().orElseThrow().toNanos() / NANOS_PER_MILLISECOND;
    }

    /** CPU that each live thread of the just-in-time compiler has spent, in ms, by the thread's id. */
    public Map<String, Long> compilerCpu() {
        File[] threads = new File("/proc/" + pid() + "/task").listFiles();
        Map<String, Long> cpu = new HashMap<>();
        for (File thread : threads == null ? new File[0] : threads) {
            String stat = stat(thread);
            if (stat.contains("Compiler")) {
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1); // from the third on: proc(5)
                cpu.put(thread.getName(), MILLIS_OF_TICK * (Long.parseLong(fields[11]) + Long.parseLong(fields[12])));
            }
        }
        return cpu;
    }

    private static String stat(File thread) {
        try {
            return Files.readString(thread.toPath().resolve("stat"));
        } catch (IOException ended) {
            return "";
        }
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
