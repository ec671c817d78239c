package dev.tenfold.api.request;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.joran.spi.JoranException;
import dev.tenfold.api.request.LogProperties.Format;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ansi.AnsiOutput;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.json.JsonMapper;

import static net.logstash.logback.argument.StructuredArguments.keyValue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

/** The thread that writes the access log: the format of its lines, when it drops lines, and when it must not lose any. */
@ExtendWith(OutputCaptureExtension.class)
class AccessLogWriterTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final long SEED = 16;
    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
    private static final List<String> ODD_TEXTS =
            List.of("", "/api/v1/products/{id}", "\"}\n{\"level\":\"ERROR\"", "back\\slash", "\u0000\u001b[31m\u007f",
                    "\t\r\b\f", "über €", "\uD83D\uDE00 pair", "</script>");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Logger logger = (Logger) LoggerFactory.getLogger(AccessLogWriter.NAME);
    private final List<AccessLogWriter> writers = new ArrayList<>();

    @AfterEach
    void stop() {
        writers.forEach(AccessLogWriter::stop);
        logger.setLevel(null);
        AnsiOutput.setEnabled(AnsiOutput.Enabled.DETECT);
    }

    @Test
    void aJsonLineIsEqualToThatOfTheLogsEncoder() throws JoranException {
        Encoder<ILoggingEvent> encoder = configured("json");
        var line = new JsonAccessLine();
        new Random(SEED).ints(2_000).mapToObj(AccessLogWriterTest::anyEntry)
                .forEach(entry -> assertThat(text(line, entry)).isEqualTo(old(encoder, entry)));
    }

    @ParameterizedTest
    @EnumSource(value = AnsiOutput.Enabled.class, names = {"ALWAYS", "NEVER"})
    void aTextLineIsEqualToThatOfTheLogsPattern(AnsiOutput.Enabled colours) throws JoranException {
        AnsiOutput.setEnabled(colours);
        Encoder<ILoggingEvent> encoder = configured("text");
        var line = new TextAccessLine(ZoneId.systemDefault());
        new Random(SEED).ints(500).mapToObj(seed -> entry(anyTime(new Random(seed)), "/api/v1/products", "ada", seed * 1_000L + 17))
                .filter(entry -> entry.nanos() >= 0)
                .forEach(entry -> assertThat(text(line, entry)).isEqualTo(old(encoder, entry)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-29T12:00:00Z", "2026-11-29T12:00:00.1Z", "2026-11-29T11:59:59.000000001Z", "2026-11-29T12:00:00.12Z",
        "1969-12-31T23:59:59.5Z", "2026-02-28T23:59:59.999999999Z"})
    void timesAreThoseOfIso8601(String time) {
        var line = new JsonAccessLine();
        text(line, entry(NOON, "/", "ada", 1));
        assertThat(JSON.readTree(text(line, entry(Instant.parse(time), "/", "ada", 1))).path("@timestamp").asString()).isEqualTo(time);
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void textFromAClientNeverBreaksALine(Format format) {
        AccessLogWriter writer = started(format, 1_000, written);
        ODD_TEXTS.forEach(odd -> writer.write(entry(NOON, odd, odd, 1)));
        writer.write(entry(NOON, "half \uD83D of a pair", "\uDE00", 1));
        writer.stop();
        assertThat(lines()).hasSize(ODD_TEXTS.size() + 1);
        if (format == Format.JSON) {
            assertThat(lines()).map(JSON::readTree).map(line -> line.path("user").asString()).startsWith(ODD_TEXTS.toArray(String[]::new));
        } else {
            assertThat(written.toString(StandardCharsets.UTF_8)).doesNotContain("\u001b[31m");
        }
    }

    @Test
    void aLineLongerThanTheBufferIsWrittenCompletely() {
        String route = "\u0001".repeat(100_000);
        AccessLogWriter writer = started(Format.JSON, 1_000, written);
        writer.write(entry(NOON, route, "ada", 1));
        writer.stop();
        assertThat(JSON.readTree(lines().getFirst()).path("route").asString()).isEqualTo(route);
    }

    @Test
    void linesThatDoNotFitAreDroppedAndCounted() {
        int capacity = 100;
        int entries = 1_000;
        var mayWrite = new CountDownLatch(1);
        AccessLogWriter writer = started(Format.JSON, capacity, new OutputStream() {
            @Override
            public void write(int b) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                awaitOpen(mayWrite); // like standard output when the pipe is not read
                written.write(bytes, from, length);
            }
        });
        IntStream.range(0, entries).forEach(_ -> writer.write(entry(NOON, "/", "ada", 1)));
        assertThat(dropped()).isEqualTo(entries - capacity);

        mayWrite.countDown();
        writer.stop();
        assertThat(lines()).hasSize(capacity);
    }

    @Test
    void acceptedLinesAreWrittenBeforeItStops() throws InterruptedException {
        int threads = 4;
        int each = 20_000;
        AccessLogWriter writer = started(Format.JSON, 1_000_000, written);
        List<Thread> requests = IntStream.range(0, threads).mapToObj(_ -> Thread.ofPlatform().start(() -> IntStream.range(0, each)
                .forEach(i -> writer.write(entry(NOON, "/", "ada", i))))).toList();
        await().atMost(SOON).until(() -> written.size() > 0);
        writer.stop(); // during writes: each line is either written or counted
        int atStop = lines().size();
        for (Thread request : requests) {
            request.join();
        }
        assertThat(lines()).hasSize(atStop).allSatisfy(line -> assertThat(JSON.readTree(line).isObject()).isTrue());
        assertThat(lines().size() + dropped()).isEqualTo(threads * each);
    }

    @Test
    void itCanBeStartedAgain() {
        AccessLogWriter writer = started(Format.JSON, 1_000, written);
        writer.stop();
        writer.write(entry(NOON, "/", "ada", 1));
        writer.start();
        writer.write(entry(NOON, "/", "grace", 1));
        writer.stop();
        assertThat(lines()).singleElement().asString().contains("grace");
        assertThat(dropped()).isEqualTo(1);
    }

    @Test
    void aFailureOfStandardOutputDoesNotEndTheThread() {
        var fails = new AtomicBoolean(true);
        AccessLogWriter writer = started(Format.JSON, 1_000, new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                if (fails.get()) {
                    throw new IOException("closed");
                }
                written.write(b);
            }
        });
        writer.write(entry(NOON, "/", "ada", 1));
        await().atMost(SOON).until(() -> dropped() == 1);
        fails.set(false);
        writer.write(entry(NOON, "/", "grace", 1));
        writer.stop();
        assertThat(lines()).singleElement().asString().contains("grace");
    }

    @Test
    void theLoggersLevelSwitchesItOff() {
        AccessLogWriter writer = started(Format.JSON, 1_000, written);
        logger.setLevel(Level.OFF);
        assertThatCode(() -> writer.write(entry(NOON, "/", "ada", 1))).doesNotThrowAnyException();
        logger.setLevel(Level.INFO);
        writer.write(entry(NOON, "/", "grace", 1));
        writer.stop();
        assertThat(lines()).singleElement().asString().contains("grace");
        assertThat(dropped()).isZero();
    }

    @Test
    void linesOnStandardOutputAreNeverMixed(CapturedOutput output) throws InterruptedException {
        int threads = 4;
        int each = 2_000;
        var writer = new AccessLogWriter(new LogProperties(Format.JSON, 1_000_000), registry);
        writers.add(writer);
        writer.start();
        org.slf4j.Logger others = LoggerFactory.getLogger(AccessLogWriterTest.class);
        List<Thread> work = IntStream.range(0, threads).mapToObj(thread -> Thread.ofPlatform().start(() -> IntStream.range(0, each)
                .forEach(i -> {
                    writer.write(entry(NOON, "/torn", "ada", i));
                    if (thread == 0) {
                        others.info("an ordinary line, {}", i);
                    }
                }))).toList();
        for (Thread one : work) {
            one.join();
        }
        writer.stop();
        List<String> access = output.getOut().lines().filter(line -> line.contains("/torn")).toList();
        assertThat(access).hasSize(threads * each)
                .allMatch(line -> line.startsWith("{\"@timestamp\"") && line.endsWith("\"user\":\"ada\"}"));
        assertThat(output.getOut().lines().filter(line -> line.contains("an ordinary line"))).hasSize(each)
                .noneMatch(line -> line.contains("/torn"));
    }

    private AccessLogWriter started(Format format, int capacity, OutputStream output) {
        var writer = new AccessLogWriter(new LogProperties(format, capacity), registry, output);
        writers.add(writer);
        writer.start();
        return writer;
    }

    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private int dropped() {
        return (int) registry.get("tenfold.access.log.dropped").counter().count();
    }

    private static void awaitOpen(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String text(AccessLine line, AccessEntry entry) {
        var buffer = new LineBuffer();
        var bytes = new ByteArrayOutputStream();
        line.append(entry, buffer);
        try {
            buffer.writeTo(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static AccessEntry entry(Instant time, String route, String user, long nanos) {
        return new AccessEntry(time, "http-7", "GET", route, 200, nanos, user, "5f3c", null);
    }

    private static AccessEntry anyEntry(int seed) {
        var random = new Random(seed);
        String trace = random.nextBoolean() ? "4bf92f3577b34da6a3ce929d0e0e4736" : null;
        return new AccessEntry(anyTime(random), "http-" + random.nextInt(400), oddText(random), oddText(random), 100 + random.nextInt(500),
                (random.nextLong(1L << random.nextInt(1, 32)) * 1_000) + 17, oddText(random), "id-" + random.nextInt(), trace);
    }

    private static Instant anyTime(Random random) {
        long unit = (long) Math.pow(10, random.nextInt(10));
        return NOON.plusSeconds(random.nextInt(3)).plusNanos(random.nextInt(1_000_000_000) / unit * unit);
    }

    private static String oddText(Random random) {
        return ODD_TEXTS.get(random.nextInt(ODD_TEXTS.size()));
    }

    /** The encoder as the service's configuration sets it up. */
    @SuppressWarnings("unchecked")
    private static Encoder<ILoggingEvent> configured(String format) throws JoranException {
        var context = new LoggerContext();
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(new ByteArrayInputStream("""
                <configuration>
                    <include resource="org/springframework/boot/logging/logback/defaults.xml"/>
                    <include resource="logging/%s.xml"/>
                    <root level="INFO"><appender-ref ref="console"/></root>
                </configuration>
                """.formatted(format).getBytes(StandardCharsets.UTF_8)));
        var appender = (OutputStreamAppender<ILoggingEvent>) context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("console");
        return appender.getEncoder();
    }

    /** The line as the log's encoder writes it. */
    private static String old(Encoder<ILoggingEvent> encoder, AccessEntry entry) {
        Object[] arguments = {keyValue("method", entry.method(), "{1}"), keyValue("route", entry.route(), "{1}"),
            keyValue("status", entry.status(), "{1}"),
            keyValue("duration_ms", Math.round(entry.nanos() / 1e6 * 1000) / 1000.0, "{1} ms"), keyValue("user", entry.user(), "{1}")};
        Logger access = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(AccessLogWriter.NAME);
        var event = new LoggingEvent("", access, Level.INFO, "{} {} {} {} {}", null, arguments);
        event.setInstant(entry.time());
        event.setThreadName(entry.thread());
        event.setMDCPropertyMap(mdc(entry.requestId(), entry.traceId()));
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }

    private static Map<String, String> mdc(String requestId, @Nullable String traceId) {
        Map<String, String> mdc = new HashMap<>(Map.of(RequestId.MDC_KEY, requestId));
        if (traceId != null) {
            mdc.put(TraceId.MDC_KEY, traceId);
        }
        return mdc;
    }
}
