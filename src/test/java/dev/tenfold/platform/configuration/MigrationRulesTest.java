package dev.tenfold.platform.configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Migrations run while the release before is used: they lock no table for longer than a moment. */
class MigrationRulesTest {

    private static final Path FOLDER = Path.of("src/main/resources/db/migration");
    private static final int LAST_WITHOUT_RULES = 15; // applied migrations never change
    private static final Pattern NAME = Pattern.compile("V(\\d+)__\\w+\\.sql");
    private static final Pattern TABLE = Pattern.compile("CREATE TABLE (?:IF NOT EXISTS )?(\\w+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern INDEX =
            Pattern.compile("CREATE (?:UNIQUE )?INDEX\\s+(CONCURRENTLY\\s+)?(?:IF NOT EXISTS\\s+)?\\w*\\s*ON (?:ONLY )?(\\w+)",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern CONSTRAINT = Pattern.compile(
            "ALTER TABLE (\\w+)[^;]*?ADD (?:CONSTRAINT \\w+ )?(UNIQUE|PRIMARY KEY)(?! USING INDEX)", Pattern.CASE_INSENSITIVE);

    /** An index on a table that an older migration created takes as long as the table is large. Until then nobody could write to it. */
    @Test
    void indexesOfExistingTablesAreBuiltConcurrently() throws IOException {
        Set<String> existing = new HashSet<>();
        for (var migration : migrations().entrySet()) {
            Set<String> created = matches(TABLE, migration.getValue()).map(table -> table.group(1)).collect(Collectors.toSet());
            if (migration.getKey() > LAST_WITHOUT_RULES) {
                assertThat(faults(migration.getValue(), existing)).as("V" + migration.getKey()).isEmpty();
            }
            existing.addAll(created);
        }
        assertThat(existing).contains("users", "orders", "outbox", "jobs");
    }

    @Test
    void theRuleFindsWhatItForbids() {
        Set<String> existing = Set.of("jobs");
        assertThat(faults("CREATE INDEX jobs_finished ON jobs (finished_at);", existing)).hasSize(1);
        assertThat(faults("CREATE UNIQUE INDEX IF NOT EXISTS jobs_finished\n    ON jobs (finished_at);", existing)).hasSize(1);
        assertThat(faults("ALTER TABLE jobs ADD CONSTRAINT one UNIQUE (kind);", existing)).hasSize(1);
        assertThat(faults("ALTER TABLE jobs ADD COLUMN a text, ADD PRIMARY KEY (a);", existing)).hasSize(1);
        assertThat(faults("ALTER TABLE jobs ADD CONSTRAINT one UNIQUE USING INDEX jobs_one;", existing)).isEmpty();
        assertThat(faults("CREATE INDEX CONCURRENTLY jobs_finished ON jobs (finished_at);", existing)).isEmpty();
        assertThat(faults("CREATE TABLE files (id uuid); CREATE INDEX files_by_id ON files (id);", existing)).isEmpty();
    }

    /** Such a build cannot be part of a transaction. It waits long for others, and removes first what a failed attempt has left. */
    @Test
    void concurrentBuildsHaveAFileOfTheirOwn() throws IOException {
        for (var migration : migrations().entrySet()) {
            String sql = migration.getValue();
            if (matches(INDEX, sql).anyMatch(index -> index.group(1) != null)) {
                assertThat(settings(migration.getKey())).as("the settings of V" + migration.getKey())
                        .contains("executeInTransaction=false");
                assertThat(sql).as("V" + migration.getKey()).contains("SET lock_timeout", "DROP INDEX CONCURRENTLY IF EXISTS")
                        .doesNotContain("ALTER TABLE", "UPDATE ");
            }
        }
    }

    private static List<String> faults(String sql, Set<String> existing) {
        return Stream.concat(
                matches(INDEX, sql).filter(index -> index.group(1) == null && existing.contains(index.group(2))).map(MatchResult::group),
                matches(CONSTRAINT, sql).filter(constraint -> existing.contains(constraint.group(1))).map(MatchResult::group)).toList();
    }

    private static Stream<MatchResult> matches(Pattern pattern, String sql) {
        return pattern.matcher(sql.replaceAll("--[^\n]*", "")).results();
    }

    private static String settings(int version) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            Path file = files.filter(it -> it.getFileName().toString().matches("V" + version + "__\\w+\\.sql\\.conf")).findFirst()
                    .orElseThrow();
            return Files.readString(file);
        }
    }

    private static SortedMap<Integer, String> migrations() throws IOException {
        var all = new TreeMap<Integer, String>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.toList()) {
                var name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    all.put(Integer.valueOf(name.group(1)), Files.readString(file));
                }
            }
        }
        return all;
    }
}
