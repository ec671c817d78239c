package dev.tenfold.testing.evidence;

import dev.tenfold.testing.services.Proof;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** Writes what a proof or a benchmark measured to {@code target/results}. {@code deploy/evidence/build} takes it to docs/evidence.md. */
public final class Results {

    static final Path FOLDER = Path.of("target", "results");

    private Results() {}

    /**
     * Writes {@code target/results/NAME.json}. An older result with this name is replaced.
     *
     * @param command what a person types to measure it again
     * @param figures numbers and texts by their names, which include the unit: {@code "p99 ms"}. {@link #series} makes a text of many numbers
     */
    public static void write(String name, String command, Map<String, ?> figures) {
        String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        try {
            new Result(name, command, date, Git.head(), Map.copyOf(figures)).write(FOLDER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same for a proof, a test class with the annotation {@code @Proof}. */
    public static void write(String name, Class<?> proof, Map<String, ?> figures) {
        write(name, proofCommand(proof.getSimpleName()), figures);
    }

    /** What a person types to run a benchmark of {@code src/bench} again. */
    public static String benchmarkCommand(Class<?> main) {
        return "mvn -B test-compile spring-boot:test-run -Dspring-boot.run.main-class=" + main.getName();
    }

    static String proofCommand(String tests) {
        return "mvn verify -Pproofs " + (Proof.FULL ? "-Dtenfold.proof=full " : "") + "-Dit.test=" + tests;
    }

    /** One number for each second, as a figure. */
    public static String series(DoubleStream numbers) {
        return numbers.mapToObj(Results::shortest).collect(Collectors.joining(" "));
    }

    private static String shortest(double number) {
        return Double.isNaN(number) ? "-" : String.format(Locale.ROOT, number >= 100 ? "%.0f" : "%.1f", number).replaceFirst("\\.0$", "");
    }
}
