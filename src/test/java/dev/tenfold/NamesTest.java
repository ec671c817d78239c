package dev.tenfold;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Refuses names that only this project used, after each has been replaced by the field's own word. */
class NamesTest {

    /** Applied migrations must not change, and the change log keeps the names of its time. */
    private static final Set<String> LEFT_ALONE = Set.of("NamesTest.java", "CHANGELOG.md");

    private static final String PREFIXES = "limit|door|overload|http|relay|event|stopping|file|mail|import|stock";

    /** What no file may contain: old packages, settings and metrics. */
    private static final List<Pattern> EVERYWHERE = List.of(
            Pattern.compile(
                    "\\bdev[./]tenfold[./](?:auth|batch|catalog|checkout|deadline|delivery|digest|door|event|file|http|id|idempotency|intake"
                            + "|invoice|job|limit|mail|money|openapi|order|outbound|overload|paging|password|problem|product|redis|relay|report|request|role"
                            + "|secret|sentry|sql|stock|stopping|token|trace|transaction|user|webhook)\\b"),
            Pattern.compile("(?<![\\w.-])tenfold\\.(?:" + PREFIXES + ")(?![\\w-])"),
            Pattern.compile("\\bTENFOLD_(?:LIMIT|DOOR|OVERLOAD|HTTP|RELAY|EVENT|STOPPING|FILE|MAIL|IMPORT|STOCK)_"),
            Pattern.compile("(?<![a-z_])tenfold_(?:" + PREFIXES + ")_"),
            Pattern.compile("\\btenfold\\.[a-z.]+\\.(?:patience|heartbeat-patience|kept|longest-[a-z]+|most|least|turns|near-[a-z]+)\\b"),
            Pattern.compile(
                    "\\btenfold[._](?:redis[._]falls|tokens[._]|checkout[._]redone|password[._]at[._]work|cache[._]requests|cache[._]near)"),
            Pattern.compile("\\bseeing\\.md\\b"));

    /** Old names of Java types. */
    private static final Pattern TYPES =
            Pattern.compile("\\b(?:class|interface|record|enum)\\s+(Bell|Telling|UntoldEvent|UntoldRepository|Heard|NotTold"
                    + "|Courier|Handover|UpkeepRepository|DeliveryUpkeep|Door\\w*|\\w+Door|Kept\\w*|Passable|Standing|Flight|NearCache|Invalidations|Owed\\w*"
                    + "|RedisLine|LineKeeper|LineUser|RedisDown|Charges|Ceiling|Admission|Timely\\w*|PersistentSource|Shelf|Basket|Placement|Occasion|Draft"
                    + "|Sheet|Letters?|Pace|Reading|ReadAhead|Safe|TokensEnded|Refuses|Whole\\w+|PublicAnswer|FirstAnswers|Overload\\w*|Stopping\\w*|Relay\\w*"
                    + "|Together|Crowd|Goods|Books|Stage|Clerk|Happenings|Chore|Shoppers|Told|Complaint|Noted|Honest|Standstill|Mailroom|Filing|Hanging"
                    + "|Way|Ear|Asked|Measured|Hearer)\\b");

    /** Old names of methods, fields and variables in the service. */
    private static final Pattern MEMBERS =
            Pattern.compile("\\b(ringAfterCommit|takeTurn|PATIENCE|crossOut|haveEnded|firstLiving|inHand|mostInHand|mayKeep|hearAhead"
                    + "|heartbeatPatience|longestWait|longestQueue|longestPause|nearSize|nearTtl|whoAsksAfterAWriteDoesNotJoinALoadFromBefore"
                    + "|givesStockBack|LONGEST_REDO|redone|untold|shelf|told)\\b");

    /** A test is named by a fact, not by a question. */
    private static final Pattern QUESTIONS = Pattern.compile("\\bvoid (?:who|whom|whoever|whose|what|whatever|whether|which)[A-Z]\\w*\\(");

    private record Line(Path file, int number, String text) {

        @Override
        public String toString() {
            return file + ":" + number + ": " + text.strip();
        }
    }

    @Test
    void noFileHasANameThatWasReplaced() throws IOException {
        assertThat(lines(file -> true).stream().filter(line -> EVERYWHERE.stream().anyMatch(it -> it.matcher(line.text).find())))
                .as("old names of packages, settings or metrics").isEmpty();
    }

    @Test
    void noJavaNameIsOneThatWasReplaced() throws IOException {
        assertThat(lines(file -> file.startsWith("src") && file.toString().endsWith(".java")).stream()
                .filter(line -> TYPES.matcher(line.text).find() || (line.file.startsWith("src/main") && MEMBERS.matcher(line.text).find())))
                .as("old names of types, methods or fields").isEmpty();
    }

    @Test
    void noTestIsNamedByAQuestion() throws IOException {
        assertThat(lines(file -> file.startsWith("src/test") && file.toString().endsWith(".java")).stream()
                .filter(line -> QUESTIONS.matcher(line.text).find())).as("name the fact, as aReadAfterAWriteDoesNotJoinAnOlderLoad does")
                .isEmpty();
    }

    private interface Choice {

        boolean takes(Path file);
    }

    private static List<Line> lines(Choice choice) throws IOException {
        List<Line> lines = new ArrayList<>();
        for (String place : List.of("src", "docs", "deploy", "nginx", ".ci", ".github", "README.md", "CONTRIBUTING.md", "SECURITY.md",
                "pom.xml",
                "docker-compose.yml")) {
            try (Stream<Path> files = Files.walk(Path.of(place))) {
                for (Path file : files.filter(Files::isRegularFile).filter(NamesTest::isOurs).filter(choice::takes).sorted().toList()) {
                    List<String> text = text(file);
                    for (int number = 1; number <= text.size(); number++) {
                        lines.add(new Line(file, number, text.get(number - 1)));
                    }
                }
            }
        }
        return lines;
    }

    private static boolean isOurs(Path file) {
        return !LEFT_ALONE.contains(file.getFileName().toString()) && !file.startsWith("src/main/resources/db/migration")
                && !file.toString().contains("node_modules") && !file.startsWith(".ci/clients/target");
    }

    private static List<String> text(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (MalformedInputException binary) {
            return List.of();
        }
    }
}
