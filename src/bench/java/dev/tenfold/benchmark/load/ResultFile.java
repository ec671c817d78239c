package dev.tenfold.benchmark.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What a scene found, in {@code target/results/NAME.json}. */
final class ResultFile {

    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final String COMMAND = "mvn -B test-compile spring-boot:test-run -Dspring-boot.test-run.optimizedLaunch=false "
            + "-Dspring-boot.run.main-class=%s -Dspring-boot.run.jvmArguments=%s";

    private ResultFile() {}

    /**
     * Writes a result; an older one with this name is replaced.
     *
     * @param options of the JVM
     * @param figures numbers and texts by their names, which include the unit
     */
    static void write(String name, String options, Map<String, ?> figures) {
        var result = new TreeMap<String, Object>(Map.of("name", name, "command", COMMAND.formatted(LoadProof.class.getName(), options), "date",
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), "commit", commit(), "figures", new TreeMap<>(figures)));
        try {
            Path folder = Files.createDirectories(Path.of("target", "results"));
            Files.writeString(folder.resolve(name + ".json"), JSON.writeValueAsString(result) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Shortly; "-" if there is none. */
    static String number(double number) {
        return Double.isNaN(number) ? "-" : String.format(Locale.ROOT, number >= 100 ? "%.0f" : "%.1f", number);
    }

    private static String commit() {
        try {
            var git = new ProcessBuilder("git", "rev-parse", "--short", "HEAD").start();
            return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException none) {
            return "unknown";
        }
    }
}
