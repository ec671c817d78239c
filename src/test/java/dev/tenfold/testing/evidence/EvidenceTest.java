package dev.tenfold.testing.evidence;

import dev.tenfold.testing.evidence.Claims.Claim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The README claims only what has evidence, and the page of evidence is what the script makes of the stored results. */
class EvidenceTest {

    private static final Path README = Path.of("README.md");
    private static final Pattern LIST = Pattern.compile("^## What it does\n(.*?)^## ", Pattern.DOTALL | Pattern.MULTILINE);
    private static final String CLAIM = "\\[([^]]+)]\\(docs/evidence\\.md#([a-z-]+)\\)\\.";
    private static final Pattern CLAIM_LINK = Pattern.compile(CLAIM);
    private static final String PAGE_LINK = "\\[[^]]+]\\(docs/[a-z-]+\\.md\\)";
    /** A topic, claims that are links, and pages to read: there is no place for a claim without evidence. */
    private static final Pattern ITEM =
            Pattern.compile("\\*\\*[^*]+\\.\\*\\*(?: " + CLAIM + ")+(?: More: " + PAGE_LINK + "(?:, " + PAGE_LINK + ")*\\.)?");
    private static final Pattern IS_TEST = Pattern.compile("@(?:Test|ParameterizedTest|ArchTest|RepeatedTest|TestFactory)\\b");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(?:\\.\\d+)?");
    private static final Pattern DATA = Pattern.compile("<desc\\s*>(.*?)</desc", Pattern.DOTALL);
    /** Another build of Java may measure a text a little wider. */
    private static final double PIXELS = 3;

    @Test
    void everyClaimOfTheReadmeIsALinkToItsEvidence() throws IOException {
        Matcher list = LIST.matcher(Files.readString(README));
        assertThat(list.find()).as("the list in " + README).isTrue();
        List<String> items = Stream.of(list.group(1).split("\n- ", -1)).skip(1).map(it -> it.strip().replaceAll("\\s+", " ")).toList();
        assertThat(items).isNotEmpty().allSatisfy(item -> assertThat(item).matches(ITEM));
        Map<String, String> linked = new TreeMap<>();
        for (MatchResult link : CLAIM_LINK.matcher(String.join(" ", items)).results().toList()) {
            assertThat(linked.put(link.group(2), link.group(1))).as("another link to " + link.group(2)).isNull();
        }
        assertThat(linked).isEqualTo(
                Claims.read().all().collect(Collectors.toMap(Claim::id, Claim::claim, (one, other) -> one + other, TreeMap::new)));
    }

    @Test
    void everyClaimNamesTestsThatExist() throws IOException {
        Map<String, Path> classes;
        try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
            classes = files.filter(it -> it.toString().endsWith("Test.java"))
                    .collect(Collectors.toMap(it -> it.getFileName().toString().replace(".java", ""), it -> it));
        }
        for (Claim claim : Claims.read().all().toList()) {
            assertThat(claim.tests().size() + claim.results().size()).as("evidence of " + claim.id()).isPositive();
            for (String test : claim.tests()) {
                assertThat(classes).as(claim.id()).containsKey(test);
                assertThat(Files.readString(classes.get(test))).as(test).containsPattern(IS_TEST);
            }
        }
    }

    @Test
    void thePageIsMadeOfTheStoredResults() throws IOException {
        assertThat(Files.readString(EvidencePage.PAGE)).as("run deploy/evidence/build").isEqualTo(page().files().get(EvidencePage.PAGE));
    }

    @Test
    void theChartsAreMadeOfTheStoredResults() throws IOException {
        Map<Path, String> made = new TreeMap<>(page().files());
        made.remove(EvidencePage.PAGE);
        assertThat(BuildEvidence.charts()).as("run deploy/evidence/build").containsExactlyElementsOf(made.keySet());
        for (Map.Entry<Path, String> chart : made.entrySet()) {
            String stored = Files.readString(chart.getKey());
            assertThat(data(stored)).as(chart.getKey() + ": run deploy/evidence/build").isEqualTo(data(chart.getValue()));
            assertThat(NUMBER.matcher(stored).replaceAll("0")).isEqualTo(NUMBER.matcher(chart.getValue()).replaceAll("0"));
            List<Double> numbers = numbers(chart.getValue());
            List<Double> storedNumbers = numbers(stored);
            for (int i = 0; i < numbers.size(); i++) {
                assertThat(storedNumbers.get(i)).isCloseTo(numbers.get(i), within(PIXELS));
            }
        }
    }

    @Test
    void noStoredRunFailed() throws IOException {
        assertThat(Evidence.read().tests()).allSatisfy((test, run) -> assertThat(run.failures()).as(test).isZero());
    }

    @Test
    void aResultIsReadAsItWasWritten(@TempDir Path folder) throws IOException {
        Map<String, Object> figures = Map.of("orders", 5, "p99 ms", 1.5, "p99 ms by second", "1 - 2.5 3 4", "database", "PostgreSQL 18");
        new Result("example", "mvn verify", "2026-11-30T01:02:03Z", "abcdef0", figures).write(folder);
        Result read = Evidence.results(folder).get("example");
        assertThat(read.figures()).isEqualTo(figures);
        assertThat(read.series("p99 ms by second")).containsExactly(1.0, Double.NaN, 2.5, 3.0, 4.0);
        assertThat(Figures.text(read, List.of())).isEqualTo("database: PostgreSQL 18; orders: 5; p99 ms: 1.50");
    }

    @Test
    void aReportIsReadWithItsFailuresAndNestedClasses(@TempDir Path folder) throws IOException {
        Path outer = Files.writeString(folder.resolve("TEST-a.xml"),
                "<testsuite name=\"dev.tenfold.ATest\" time=\"1,001.5\" tests=\"5\" errors=\"1\" skipped=\"1\" failures=\"1\"><testcase/></testsuite>");
        Path nested = Files.writeString(folder.resolve("TEST-b.xml"),
                "<testsuite name=\"dev.tenfold.ATest$Nested\" time=\"0.5\" tests=\"2\" errors=\"0\" skipped=\"0\" failures=\"0\"/>");
        Map<String, TestRun> runs = new TreeMap<>();
        TestReports.add(runs, outer);
        TestReports.add(runs, nested);
        assertThat(runs).containsOnlyKeys("ATest");
        assertThat(runs.get("ATest").text()).isEqualTo("**2 of 7 failed**, 1 skipped, 1002 s");
    }

    @Test
    void rowsOfSecondsBecomeSeries(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("kill.json"), """
                {"name": "kill", "date": "2026-11-30T01:02:03Z", "commit": "abcdef0", "command": "deploy/proof kill", "figures": {"failed": 0},
                 "marks": [{"second": 3.2, "what": "an instance is killed"}],
                 "seconds": [{"second": 1.0, "answered": 40, "failed": 0, "p50_ms": 3.1, "p99_ms": 9.25}, {"second": 2.1, "answered": 41, "failed": 0, "p50_ms": 3, "p99_ms": 8},
                  {"second": 4.0, "answered": 39, "failed": 1, "p50_ms": 3, "p99_ms": 120.4}, {"second": 5.0, "answered": 40, "failed": 0, "p50_ms": 3, "p99_ms": 7},
                  {"second": 6.0, "answered": 40, "failed": 0, "p50_ms": 3, "p99_ms": 7}]}
                """);
        Result result = Result.read(file);
        assertThat(result.figures()).containsEntry("marks", "3 an instance is killed").containsEntry("p99 ms by second", "9.3 8 - 120 7 7");
        assertThat(Charts.all().stream().filter(it -> it.name().equals("kill")).findFirst().orElseThrow().svg(result).orElseThrow())
                .contains("<svg", "kill -9 of one instance", "an instance is killed");
    }

    @Test
    void aChartWithoutItsFiguresIsLeftOut() {
        var empty = new Result("example", "mvn verify", "2026-11-30", "abcdef0", Map.of("requests", 3));
        assertThat(Charts.all()).extracting(chart -> chart.svg(empty)).allMatch(Optional::isEmpty);
    }

    private static EvidencePage page() throws IOException {
        return new EvidencePage(Claims.read(), Evidence.read());
    }

    private static String data(String svg) {
        Matcher data = DATA.matcher(svg);
        assertThat(data.find()).isTrue();
        return data.group(1);
    }

    private static List<Double> numbers(String svg) {
        List<Double> numbers = new ArrayList<>();
        Matcher number = NUMBER.matcher(svg);
        while (number.find()) {
            numbers.add(Double.valueOf(number.group()));
        }
        return numbers;
    }
}
