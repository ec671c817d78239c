package dev.tenfold.testing.services;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Writes the output of a test class, mostly the service's log, to a file of its own, and one line about the class to the console. If the class
 * failed, it also prints the last lines of the file. Does nothing unless the system property {@code tenfold.test.output} names a folder: Maven
 * sets it, an editor does not.
 */
public final class TestOutput implements TestExecutionListener {

    private static final @Nullable String FOLDER = System.getProperty("tenfold.test.output");
    private static final int LINES_SHOWN = 200;
    private static final double NANOS = 1e9;

    private final PrintStream console = System.out;
    private @Nullable PrintStream between;
    private @Nullable TestClass current;

    /** The test class that runs now: Surefire runs one at a time in each JVM. */
    private static final class TestClass {

        private final String id;
        private final String name;
        private final Path file;
        private final PrintStream output;
        private final long start = System.nanoTime();
        private int tests;
        private int failures;
        private int skipped;

        TestClass(String id, String name) throws IOException {
            this.id = id;
            this.name = name;
            this.file = fileOf(name);
            this.output = open(file);
        }

        String line() {
            String parts = (failures > 0 ? ", " + failures + " failed" : "") + (skipped > 0 ? ", " + skipped + " skipped" : "");
            return String.format(Locale.ROOT, "%-4s %7.1f s %5d %-5s %s%s", failures > 0 ? "FAIL" : "ok",
                    (System.nanoTime() - start) / NANOS, tests, tests == 1 ? "test" : "tests", name, parts);
        }
    }

    @Override
    public synchronized void executionStarted(TestIdentifier identifier) {
        if (FOLDER == null || current != null || !(identifier.getSource().orElse(null) instanceof ClassSource source)) {
            return;
        }
        try {
            current = new TestClass(identifier.getUniqueId(), source.getClassName());
            System.setOut(current.output);
            System.setErr(current.output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void executionSkipped(TestIdentifier identifier, String reason) {
        if (current != null) {
            current.skipped++;
        } else if (FOLDER != null && identifier.getSource().orElse(null) instanceof ClassSource source) {
            console.println("skipped: " + source.getClassName() + ": " + reason);
        }
    }

    @Override
    public synchronized void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
        TestClass ended = current;
        if (ended == null) {
            return;
        }
        ended.tests += identifier.isTest() ? 1 : 0;
        ended.skipped += result.getStatus() == Status.ABORTED ? 1 : 0;
        if (result.getStatus() == Status.FAILED) {
            ended.failures++;
            ended.output.println(identifier.getDisplayName() + " failed:");
            result.getThrowable().ifPresent(failure -> failure.printStackTrace(ended.output));
        }
        if (identifier.getUniqueId().equals(ended.id)) {
            current = null;
            System.setOut(between());
            System.setErr(between());
            ended.output.close();
            console.println(ended.line());
            if (ended.failures > 0) {
                show(ended.file);
            }
        }
    }

    /** The output between two classes and after the last, such as the log of contexts that close when the JVM ends. */
    private PrintStream between() {
        if (between == null) {
            try {
                between = open(fileOf("between-classes"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return between;
    }

    private static Path fileOf(String name) throws IOException {
        return Files.createDirectories(Path.of(String.valueOf(FOLDER))).resolve(name + ".log");
    }

    private static PrintStream open(Path file) throws IOException {
        return new PrintStream(new FileOutputStream(file.toFile()), true, StandardCharsets.UTF_8);
    }

    private void show(Path file) {
        try {
            List<String> lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
            List<String> end = lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size());
            console.println("The last " + end.size() + " of " + lines.size() + " lines of " + file + ":");
            end.forEach(console::println);
        } catch (IOException e) {
            console.println("Cannot read " + file + ": " + e);
        }
    }
}
