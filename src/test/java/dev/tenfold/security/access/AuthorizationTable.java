package dev.tenfold.security.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** The table in {@code docs/security.md} that says who may call which route, and what each caller gets. */
final class AuthorizationTable {

    private static final Path PAGE = Path.of("docs/security.md");
    private static final List<String> COLUMNS =
            List.of("route", "nobody", "invalid token", "another user", "owner", "admin", "audit events");
    private static final Pattern ROUTE = Pattern.compile("`([A-Z]+) (/[^`]*)`(.*)");
    private static final Pattern VERSIONS = Pattern.compile("only (v\\d+)");
    private static final Pattern CODE = Pattern.compile("`([a-z_]+)`");

    private AuthorizationTable() {}

    /** Who sends a request. */
    enum Caller {
        NOBODY, INVALID_TOKEN, ANOTHER_USER, OWNER, ADMIN
    }

    /**
     * A row of the table.
     * @param label the whole first cell, such as {@code `GET /orders` with `user_id`}
     * @param path without {@code /api/v1}
     * @param statuses what each caller gets; a caller that does not exist for this route is missing
     * @param auditEvents the kinds of the events that the call of an admin leaves
     */
    record Row(String label, String method, String path, Map<Caller, Integer> statuses, Set<String> auditEvents) {

        /** The route of a version, as the OpenAPI document of that version has it. */
        String route(String version) {
            return method + " " + (path.startsWith("/.well-known/") ? "" : "/api/" + version) + path;
        }

        boolean isIn(String version) {
            Matcher only = VERSIONS.matcher(label);
            return !only.find() || only.group(1).equals(version);
        }

        /** Whether the route changes something that only its owner and admins may change. */
        boolean isAdminsWrite() {
            return !method.equals("GET") && !statuses.get(Caller.ADMIN).equals(statuses.get(Caller.ANOTHER_USER));
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /** All rows, in the order of the page. */
    static List<Row> rows() {
        List<List<String>> lines = lines();
        assertThat(lines.getFirst()).as("the columns of the table").isEqualTo(COLUMNS);
        List<Row> rows = lines.stream().skip(2).map(AuthorizationTable::row).toList();
        assertThat(rows).extracting(Row::label).doesNotHaveDuplicates();
        return rows;
    }

    /** The cells of the table's lines: its head, a rule, and its rows. */
    private static List<List<String>> lines() {
        try {
            return Files.readAllLines(PAGE).stream().dropWhile(line -> !line.startsWith("| " + COLUMNS.getFirst() + " |"))
                    .takeWhile(line -> line.startsWith("|"))
                    .map(line -> Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|", -1)).map(String::strip).toList())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Row row(List<String> cells) {
        assertThat(cells).as("a row of the table").hasSize(COLUMNS.size());
        Matcher route = ROUTE.matcher(cells.getFirst());
        assertThat(route.matches()).as("the route of %s", cells).isTrue();
        Map<Caller, Integer> statuses = new EnumMap<>(Caller.class);
        int column = 0;
        for (Caller caller : Caller.values()) {
            String cell = cells.get(++column);
            if (!cell.isEmpty()) {
                statuses.put(caller, Integer.valueOf(cell));
            }
        }
        assertThat(statuses.keySet()).as("callers of %s", cells).contains(Caller.NOBODY, Caller.INVALID_TOKEN, Caller.ANOTHER_USER,
                Caller.ADMIN);
        Set<String> kinds = new TreeSet<>();
        Matcher kind = CODE.matcher(cells.getLast());
        while (kind.find()) {
            kinds.add(kind.group(1));
        }
        return new Row(cells.getFirst(), route.group(1), route.group(2), statuses, kinds);
    }
}
