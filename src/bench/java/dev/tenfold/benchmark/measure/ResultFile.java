package dev.tenfold.benchmark.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What one measurement found, for the page of evidence: target/results/NAME.json. */
public final class ResultFile {

    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final double HUNDREDTH = 100;

    private final String name;
    private final String mainClass;
    private final Map<String, Object> figures = new LinkedHashMap<>();

    public ResultFile(String name, String mainClass) {
        this.name = name;
        this.mainClass = mainClass;
    }

    public void add(String figure, double value) {
        figures.put(figure, value == Math.rint(value) ? (Object) (long) value : (Object) (Math.round(value * HUNDREDTH) / HUNDREDTH));
    }

    /** Replaces the file of an earlier run. */
    public void write() {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("name", name);
        content.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        content.put("commit", commit());
        content.put("command", "mvn -B test-compile spring-boot:test-run -Dspring-boot.run.main-class=" + mainClass);
        content.put("figures", figures);
        try {
            Path folder = Files.createDirectories(Path.of("target", "results"));
            Files.writeString(folder.resolve(name + ".json"), JSON.writeValueAsString(content) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String commit() {
        try {
            Process git = new ProcessBuilder("git", "rev-parse", "--short", "HEAD").start();
            return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "unknown"; // there is no git, or this is no clone
        }
    }
}
