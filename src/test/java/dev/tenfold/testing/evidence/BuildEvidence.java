package dev.tenfold.testing.evidence;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Takes new results from {@code target}, stores them in docs/evidence/results, and writes docs/evidence.md and its charts. {@code deploy/evidence/build}
 * runs it. A stored result stays until a newer one with its name is there, so the page can be made again anywhere.
 */
public final class BuildEvidence {

    private BuildEvidence() {}

    public static void main(String[] arguments) throws IOException {
        Claims claims = Claims.read();
        Evidence evidence = collect(claims, Evidence.read());
        evidence.write();
        var page = new EvidencePage(claims, evidence);
        Map<Path, String> files = page.files();
        Files.createDirectories(EvidencePage.CHARTS);
        for (Map.Entry<Path, String> file : files.entrySet()) {
            Files.writeString(file.getKey(), file.getValue());
        }
        for (Path chart : charts()) {
            if (!files.containsKey(chart)) {
                Files.delete(chart);
            }
        }
        say(files.size() + " files written, of " + evidence.results().size() + " results and " + evidence.tests().size() + " test classes");
        page.missing().forEach(BuildEvidence::say);
    }

    static List<Path> charts() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(EvidencePage.CHARTS, "*.svg")) {
            Set<Path> all = new TreeSet<>();
            files.forEach(all::add);
            return List.copyOf(all);
        }
    }

    /** The newer ones of the stored results and of those in {@code target}. Of test classes only those that a claim names. */
    private static Evidence collect(Claims claims, Evidence stored) throws IOException {
        Map<String, Result> results = new TreeMap<>(stored.results());
        Evidence.results(Results.FOLDER).values()
                .forEach(it -> results.merge(it.name(), it, (old, now) -> now.date().compareTo(old.date()) >= 0 ? now : old));
        Set<String> named = claims.all().flatMap(it -> it.tests().stream()).collect(Collectors.toSet());
        Map<String, TestRun> tests = new TreeMap<>(stored.tests());
        TestReports.read().forEach((name, run) -> tests.merge(name, run, (old, now) -> now.date().compareTo(old.date()) >= 0 ? now : old));
        tests.keySet().retainAll(named);
        return new Evidence(results, tests);
    }

    @SuppressWarnings("SystemOut")
    private static void say(String line) {
        System.out.println(line);
    }
}
