package dev.tenfold.messaging.outbox;

import dev.tenfold.testing.services.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.util.FileSystemUtils;

import static org.awaitility.Awaitility.await;

/** A Kafka broker from Maven Central's jars in its own process. It can be killed and started again with its data. */
final class KafkaProcess implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final String CLUSTER = "AAAAAAAAQACAAAAAAAAAAQ";

    private final Path folder;
    private final int port = FreePort.find();
    private Process process;

    KafkaProcess() throws IOException, InterruptedException {
        folder = Files.createTempDirectory("tenfold-kafka-");
        Files.writeString(folder.resolve("server.properties"), """
                process.roles=broker,controller
                node.id=1
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                controller.listener.names=CONTROLLER
                controller.quorum.voters=1@127.0.0.1:%2$d
                log.dirs=%3$s
                num.partitions=4
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=2
                """.formatted(port, FreePort.find(), folder.resolve("data")));
        Files.writeString(folder.resolve("logback.xml"), """
                <configuration>
                    <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender"><encoder><pattern>%d %level %logger %msg%n</pattern></encoder></appender>
                    <root level="WARN"><appender-ref ref="OUT"/></root>
                </configuration>
                """);
        Process format = run("kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", settings());
        if (format.waitFor() != 0) {
            throw new IllegalStateException("Kafka's folder could not be made: " + log());
        }
        start();
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    void start() {
        try {
            process = run("kafka.Kafka", settings());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(START_LIMIT).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("Kafka ended: " + log());
            }
            return answers();
        });
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private Process run(String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dlogback.configurationFile=" + folder.resolve("logback.xml"), "-cp",
                System.getProperty("java.class.path"), main));
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private String settings() {
        return folder.resolve("server.properties").toString();
    }

    private boolean answers() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        FileSystemUtils.deleteRecursively(folder);
    }
}
