package dev.tenfold.testing.deploy;

import dev.tenfold.testing.services.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.awaitility.Awaitility.await;

/** A real Prometheus with the settings of deploy/prometheus, which scrapes these instances every second. */
final class PrometheusProcess implements AutoCloseable {

    private static final Path SETTINGS = Path.of("deploy", "prometheus");
    private static final int OK = 200;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path folder;
    private final int port;
    private final Process process;

    private PrometheusProcess(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    static boolean isInstalled() {
        return InstalledPrograms.has("prometheus");
    }

    static PrometheusProcess launch(List<Integer> instances) {
        return launch(instances, List.of());
    }

    /** @param options more options of the program */
    static PrometheusProcess launch(List<Integer> instances, List<String> options) {
        try {
            Path folder = Files.createTempDirectory("tenfold-prometheus-");
            Path settings = folder.resolve("prometheus.yml");
            Files.writeString(settings, settings(instances));
            int port = FreePort.find();
            List<String> command =
                    new ArrayList<>(List.of("prometheus", "--config.file=" + settings, "--storage.tsdb.path=" + folder.resolve("data"),
                            "--web.listen-address=127.0.0.1:" + port, "--log.level=warn"));
            command.addAll(options);
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile()).start();
            var prometheus = new PrometheusProcess(folder, port, process);
            await().atMost(Duration.ofSeconds(60)).until(prometheus::isReady);
            return prometheus;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Only the interval and the targets differ from the deployed settings. */
    private static String settings(List<Integer> instances) throws IOException {
        Map<String, Object> settings = new Yaml().load(Files.readString(SETTINGS.resolve("prometheus.yml")));
        settings.put("global", Map.of("scrape_interval", "1s", "evaluation_interval", "1s"));
        settings.put("rule_files", List.of(SETTINGS.resolve("rules").toAbsolutePath() + "/*.yml"));
        if (settings.get("scrape_configs") instanceof List<?> jobs && jobs.getFirst() instanceof Map<?, ?> job) {
            List<String> targets = instances.stream().map(port -> "127.0.0.1:" + port).toList();
            settings.put("scrape_configs", List.of(Map.of("job_name", job.get("job_name"), "metrics_path", job.get("metrics_path"),
                    "static_configs", List.of(Map.of("targets", targets)))));
        }
        return new Yaml().dump(settings);
    }

    String address() {
        return "http://127.0.0.1:" + port;
    }

    private boolean isReady() {
        if (!process.isAlive()) {
            throw new IllegalStateException("Prometheus does not start: " + log());
        }
        try {
            return ask("/-/ready").statusCode() == OK;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** The current values of an expression: one for each series. */
    List<Double> query(String expression) {
        JsonNode result =
                answer("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8)).path("data").path("result");
        return result.valueStream().map(series -> value(series.path("value").path(1).asString())).toList();
    }

    private static double value(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /** The rules that it has loaded. */
    JsonNode rules() {
        return answer("/api/v1/rules").path("data").path("groups");
    }

    private JsonNode answer(String path) {
        var answer = ask(path);
        if (answer.statusCode() != OK) {
            throw new IllegalStateException(path + " was answered " + answer.body());
        }
        return JsonMapper.shared().readTree(answer.body());
    }

    private HttpResponse<String> ask(String path) {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(60)).build();
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        http.close();
        process.destroyForcibly();
        try {
            process.waitFor();
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
