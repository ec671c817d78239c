package dev.tenfold.testing.evidence;

import dev.tenfold.testing.evidence.Charts.Chart;
import dev.tenfold.testing.evidence.Claims.Claim;
import dev.tenfold.testing.evidence.Claims.Shown;
import dev.tenfold.testing.evidence.Claims.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** docs/evidence.md and its charts, as made from the claims and the stored results. */
final class EvidencePage {

    static final Path PAGE = Path.of("docs", "evidence.md");
    static final Path CHARTS = Path.of("docs", "evidence", "charts");

    private static final String HEAD = """
            # Evidence

            Each claim of the [README](../README.md#what-it-does) with the tests and proofs that show it, and their last results. The words of the claims and the names
            of their tests are in [claims.yml](evidence/claims.yml). `deploy/evidence/build` reads the reports of `mvn verify`, of `mvn verify -Pproofs` and of the
            benchmarks, stores them in [evidence/results](evidence/results), and writes this page and its charts. Nothing here is written by hand: `EvidenceTest` compares
            the page with the stored results.

            All figures are of one machine. Use them for comparison, not as a promise. "No result stored" means that the tree has none yet.
            """;

    private final Claims claims;
    private final Evidence evidence;
    private final Map<String, Path> classes = new TreeMap<>();
    private final Map<String, String> charts = new TreeMap<>();

    EvidencePage(Claims claims, Evidence evidence) throws IOException {
        this.claims = claims;
        this.evidence = evidence;
        try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
            files.filter(it -> it.toString().endsWith(".java"))
                    .forEach(it -> classes.put(it.getFileName().toString().replace(".java", ""), it));
        }
        for (Chart chart : Charts.all()) {
            Optional.ofNullable(evidence.results().get(chart.result())).flatMap(chart::svg).ifPresent(svg -> charts.put(chart.name(), svg));
        }
    }

    /** The content of each file. */
    Map<Path, String> files() throws IOException {
        Map<Path, String> files = new LinkedHashMap<>();
        files.put(PAGE, page());
        charts.forEach((name, svg) -> files.put(CHARTS.resolve(name + ".svg"), svg));
        return files;
    }

    /** What has no result yet, in sentences. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        Charts.all().stream().filter(it -> !charts.containsKey(it.name()))
                .forEach(it -> missing
                        .add("no chart " + it.name() + ": the result " + it.result() + " is not stored, or has no figures by second"));
        claims.all().forEach(claim -> {
            claim.tests().stream().filter(it -> !evidence.tests().containsKey(it))
                    .forEach(it -> missing.add(claim.id() + ": no report of " + it));
            claim.results().stream().filter(it -> !evidence.results().containsKey(it.name()))
                    .forEach(it -> missing.add(claim.id() + ": no result " + it.name()));
        });
        return missing;
    }

    private String page() throws IOException {
        var page = new StringBuilder(HEAD);
        for (Topic topic : claims.topics()) {
            page.append("\n## ").append(topic.topic())
                    .append("\n\n| claim | shown by | last result | date, commit | command |\n|---|---|---|---|---|\n");
            for (Claim claim : topic.claims()) {
                rows(page, claim);
            }
            for (String chart : topic.charts()) {
                if (charts.containsKey(chart)) {
                    page.append("\n![").append(title(chart)).append("](evidence/charts/").append(chart).append(".svg)\n");
                }
            }
        }
        return page.toString();
    }

    private static String title(String chart) {
        return Charts.all().stream().filter(it -> it.name().equals(chart)).findFirst().orElseThrow().title();
    }

    private void rows(StringBuilder page, Claim claim) throws IOException {
        String first = "<a id=\"" + claim.id() + "\"></a>" + claim.claim();
        for (String test : claim.tests()) {
            Path file = classes.get(test);
            if (file == null) {
                throw new IllegalStateException(Claims.FILE + ", " + claim.id() + ": there is no test " + test);
            }
            boolean proof = Files.readString(file).contains("\n@Proof\n");
            TestRun run = evidence.tests().get(test);
            row(page, first, "[" + test + "](../" + file + ")", run == null ? "no result stored" : run.text(),
                    run == null ? "" : origin(run.date(), run.commit()),
                    proof ? Results.proofCommand(test) : "mvn test -Dtest=" + test);
            first = "";
        }
        for (Shown shown : claim.results()) {
            Result result = evidence.results().get(shown.name());
            if (result == null) {
                row(page, first, shown.name(), "no result stored", "", "");
            } else {
                row(page, first, "[" + shown.name() + "](evidence/results/" + shown.name() + ".json)",
                        Figures.text(result, shown.figures()),
                        origin(result.date(), result.commit()), result.command());
            }
            first = "";
        }
    }

    private static String origin(String date, String commit) {
        return date.substring(0, Math.min(10, date.length())) + ", " + commit;
    }

    private static void row(StringBuilder page, String claim, String shownBy, String result, String origin, String command) {
        page.append("| ").append(claim).append(" | ").append(shownBy).append(" | ").append(result.replace("|", "\\|")).append(" | ")
                .append(origin)
                .append(" | ").append(command.isEmpty() ? "" : "`" + command + "`").append(" |\n");
    }
}
