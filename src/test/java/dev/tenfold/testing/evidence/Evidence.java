package dev.tenfold.testing.evidence;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The last results that the tree stores, from which the page and its charts are made.
 *
 * @param results of proofs and benchmarks by their names
 * @param tests the last run of each test class by its simple name
 */
record Evidence(Map<String, Result> results, Map<String, TestRun> tests) {

    static final Path FOLDER = Path.of("docs", "evidence", "results");
    static final String TESTS = "tests.json";
    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    static Evidence read() throws IOException {
        Path tests = FOLDER.resolve(TESTS);
        return new Evidence(results(FOLDER),
                Files.exists(tests) ? JSON.readValue(tests, new TypeReference<TreeMap<String, TestRun>>() {}) : new TreeMap<>());
    }

    static Map<String, Result> results(Path folder) throws IOException {
        Map<String, Result> results = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
                for (Path file : files) {
                    if (!file.endsWith(TESTS)) {
                        Result result = Result.read(file);
                        results.put(result.name(), result);
                    }
                }
            }
        }
        return results;
    }

    void write() throws IOException {
        for (Result result : results.values()) {
            result.write(FOLDER);
        }
        Files.writeString(FOLDER.resolve(TESTS), JSON.writeValueAsString(new TreeMap<>(tests)) + "\n");
    }
}
