package dev.tenfold;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The documents name only what exists: links, settings, metrics, tests and files. {@code ObservabilityTest} checks the metrics of the
 * alerts, the rules and the dashboard against a real Prometheus.
 */
class DocumentsTest {

    private static final Path MAIN = Path.of("src/main/java");
    private static final Path TESTS = Path.of("src/test/java");
    /** The change log keeps the names of its time; only its links are checked. */
    private static final Path CHANGES = Path.of("CHANGELOG.md");

    private static final Pattern CODE_BLOCK = Pattern.compile("^```.*?^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
    private static final Pattern ANCHOR = Pattern.compile("<a id=\"([a-z-]+)\"></a>");
    private static final Pattern NAME = Pattern.compile("(?<![\\w./-])tenfold\\.[a-z][a-z0-9.-]*[a-z0-9]");
    private static final Pattern VARIABLE = Pattern.compile("\\bTENFOLD_[A-Z0-9_]*[A-Z0-9]");
    private static final Pattern SERIES = Pattern.compile("\\btenfold_[a-z_]*[a-z]");
    private static final Pattern SUFFIX = Pattern.compile("(_(total|seconds|bytes|count|sum|bucket|max))+$");
    private static final Pattern METRIC = Pattern.compile("\"(tenfold(?:\\.[a-z]+)+)");
    private static final Pattern TEST = Pattern.compile("\\b[A-Z]\\w*Test\\b(?:#\\w+)?");
    private static final Pattern FILE = Pattern.compile("`([\\w./-]+\\.(?:java|yaml|yml|json|sql|xml|md))`");

    /** A domain, which is not a setting. */
    private static final Set<String> DOMAINS = Set.of("tenfold.example");
    /** Volumes of Docker, and the channel of the outbox and a user in PostgreSQL. */
    private static final Set<String> NO_METRICS =
            Set.of("tenfold_nginx", "tenfold_replica", "tenfold_postgres", "tenfold_outbox", "tenfold_owner");
    /** Their entries have names that an operator chooses. */
    private static final String POLICIES = "tenfold.ratelimit.policies";

    @Test
    void everyLinkLeadsToAFileAndAHeading() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            Matcher link = LINK.matcher(withoutCode(document));
            while (link.find()) {
                String target = link.group(1);
                if (!target.contains(":") && !exists(document, target)) {
                    broken.add(document + " -> " + target);
                }
            }
        }
        assertThat(broken).as("links to a file or a heading that does not exist").isEmpty();
    }

    private static boolean exists(Path document, String target) throws IOException {
        int hash = target.indexOf('#');
        String file = hash < 0 ? target : target.substring(0, hash);
        Path path = file.isEmpty() ? document : document.resolveSibling(file).normalize();
        return Files.exists(path) && (hash < 0 || anchors(path).contains(target.substring(hash + 1)));
    }

    /** The anchors that GitHub makes from headings, and those that the document has itself. */
    private static Set<String> anchors(Path document) throws IOException {
        Set<String> anchors =
                ANCHOR.matcher(withoutCode(document)).results().map(it -> it.group(1)).collect(Collectors.toCollection(HashSet::new));
        Map<String, Integer> times = new HashMap<>();
        Matcher heading = HEADING.matcher(withoutCode(document));
        while (heading.find()) {
            String text = heading.group(1).strip().replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1").toLowerCase(Locale.ROOT);
            String anchor = text.replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-');
            int before = times.merge(anchor, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? anchor : anchor + "-" + before);
        }
        return anchors;
    }

    @Test
    void everySettingExists() throws IOException {
        Set<String> known = Stream.concat(settings(), metrics().stream()).collect(Collectors.toSet());
        assertThat(found(NAME).filter(it -> !isKnown(it.name, known, "."))).as("neither a setting nor a metric").isEmpty();
    }

    @Test
    void everyVariableExists() throws IOException {
        Set<String> known = settings().map(DocumentsTest::variable).collect(Collectors.toSet());
        Set<String> others = variablesElsewhere();
        assertThat(found(VARIABLE).filter(it -> !isKnown(it.name, known, "_") && !others.contains(it.name)))
                .as("variables that neither set a setting nor are read by a script").isEmpty();
    }

    @Test
    void everyMetricExists() throws IOException {
        Set<String> known = metrics().stream().map(name -> name.replace('.', '_')).collect(Collectors.toSet());
        assertThat(found(SERIES).filter(it -> !NO_METRICS.contains(it.name))
                .filter(it -> !isKnown(it.name, known, "_") && !isKnown(SUFFIX.matcher(it.name).replaceFirst(""), known, "_")))
                .as("metrics that no code records").isEmpty();
    }

    @Test
    void everyTestExists() throws IOException {
        Map<String, String> tests = tests();
        assertThat(found(TEST).filter(it -> !isTest(it.name, tests))).as("tests, or methods of tests, that do not exist").isEmpty();
    }

    @Test
    void everyFileThatContributorsAreSentToExists() throws IOException {
        Matcher file = FILE.matcher(Files.readString(Path.of("CONTRIBUTING.md")));
        Set<String> names = new HashSet<>();
        while (file.find()) {
            names.add(file.group(1));
        }
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            List<Path> all = files.toList();
            assertThat(names).isNotEmpty().filteredOn(name -> !Files.exists(Path.of(name)))
                    .allSatisfy(name -> assertThat(all).as(name).anyMatch(path -> path.endsWith(name)));
        }
    }

    /** Where a document has a name. */
    private record Found(Path document, String name) {}

    private static Stream<Found> found(Pattern pattern) throws IOException {
        List<Found> found = new ArrayList<>();
        for (Path document : documents()) {
            if (!document.equals(CHANGES)) {
                Matcher matcher = pattern.matcher(Files.readString(document));
                while (matcher.find()) {
                    found.add(new Found(document, matcher.group()));
                }
            }
        }
        assertThat(found).as("names in the documents").isNotEmpty();
        return found.stream();
    }

    /** A name is known, or the beginning of known names, such as {@code tenfold.cache}. */
    private static boolean isKnown(String name, Set<String> known, String separator) {
        String policies = separator.equals(".") ? POLICIES : variable(POLICIES);
        return known.contains(name) || DOMAINS.contains(name) || name.startsWith(policies + separator)
                || known.stream().anyMatch(it -> it.startsWith(name + separator));
    }

    private static Stream<String> settings() {
        return Stream.concat(SettingsTest.names().stream(), Stream.of(POLICIES));
    }

    private static String variable(String setting) {
        return setting.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The variables of Compose, of scripts and of the build. */
    private static Set<String> variablesElsewhere() throws IOException {
        Set<String> variables = new HashSet<>();
        for (String place : List.of("docker-compose.yml", "deploy", ".ci", "pom.xml", "src/test/java/dev/tenfold/testing")) {
            try (Stream<Path> files = Files.walk(Path.of(place))) {
                for (Path file : files.filter(Files::isRegularFile)
                        .filter(it -> !it.toString().contains("node_modules") && !it.startsWith(".ci/clients/target")).toList()) {
                    Matcher variable = VARIABLE.matcher(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
                    while (variable.find()) {
                        variables.add(variable.group());
                    }
                }
            }
        }
        return variables;
    }

    /** The names of metrics, and other names with the same form, in the code of the service. */
    private static Set<String> metrics() throws IOException {
        Set<String> names = new HashSet<>();
        try (Stream<Path> files = Files.walk(MAIN)) {
            for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
                Matcher metric = METRIC.matcher(Files.readString(file));
                while (metric.find()) {
                    names.add(metric.group(1));
                }
            }
        }
        return names;
    }

    /** @param name of a class, or of a class and a method: {@code JourneyTest#aUserSignsUpOrdersAndIsDeleted} */
    private static boolean isTest(String name, Map<String, String> tests) {
        int hash = name.indexOf('#');
        String text = tests.get(hash < 0 ? name : name.substring(0, hash));
        return text != null && (hash < 0 || text.contains("void " + name.substring(hash + 1) + "("));
    }

    /** The texts of all test classes by their names. */
    private static Map<String, String> tests() throws IOException {
        Map<String, String> tests = new HashMap<>();
        try (Stream<Path> files = Files.walk(TESTS)) {
            for (Path file : files.filter(it -> it.toString().endsWith("Test.java")).toList()) {
                tests.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        }
        return tests;
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md").map(Path::of),
                    docs.filter(it -> it.toString().endsWith(".md"))).sorted().toList();
        }
    }

    private static String withoutCode(Path document) throws IOException {
        return CODE_BLOCK.matcher(Files.readString(document)).replaceAll("");
    }
}
