package dev.tenfold.shop.productimport;

import dev.tenfold.api.http.Text;
import dev.tenfold.platform.failure.Failure.Violation;
import dev.tenfold.shop.csv.CsvEncoding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a CSV file. Their names are compared without regard to case and to blanks around them; blanks and hyphens within are like
 * {@code _}.
 */
final class Columns {

    /** How many names, and how many characters of each, an error message has at most. */
    private static final int MOST_NAMED = 20;
    private static final int LONGEST_NAME = 40;

    private static final Pattern GAP = Pattern.compile("[\\s\\u00A0-]+");

    private final List<String> names;
    private final Map<String, Integer> places = new HashMap<>();
    private final Set<String> repeated = new TreeSet<>();

    Columns(List<String> head) {
        this.names = head.stream().map(Columns::normal).toList();
        for (int i = 0; i < names.size(); i++) {
            if (!names.get(i).isEmpty() && places.putIfAbsent(names.get(i), i) != null) {
                repeated.add(names.get(i));
            }
        }
    }

    private static String normal(String name) {
        return GAP.matcher(name.strip()).replaceAll("_").toLowerCase(Locale.ROOT);
    }

    int count() {
        return names.size();
    }

    boolean has(String name) {
        return places.containsKey(name);
    }

    /** The place of a column, or -1. */
    int place(String name) {
        return places.getOrDefault(name, -1);
    }

    /** The first cell with text under a column without a name, counted from 1; 0 if there is none. */
    int filledWithoutName(List<String> row) {
        for (int i = 0; i < row.size(); i++) {
            if ((i >= names.size() || names.get(i).isEmpty()) && !row.get(i).isBlank()) {
                return i + 1;
            }
        }
        return 0;
    }

    /** Why a file with these columns cannot be read; null if it can. */
    @Nullable
    Violation problem(RowMapper mapper) {
        if (names.stream().anyMatch(name -> name.indexOf(CsvEncoding.UNREADABLE) >= 0)) {
            return new Violation("", "malformed_csv", RowCells.NOT_TEXT);
        }
        Set<String> known = mapper.columns().values().stream().flatMap(List::stream).collect(Collectors.toCollection(LinkedHashSet::new));
        Set<String> twice = new TreeSet<>(repeated);
        twice.retainAll(known);
        if (!twice.isEmpty()) {
            return new Violation("", "repeated_column", "has these columns more than once: " + list(twice));
        }
        List<String> unknown = new ArrayList<>(names);
        unknown.removeIf(name -> name.isEmpty() || known.contains(name));
        List<String> missing = mapper.missing(this);
        if (!missing.isEmpty()) {
            return new Violation("", "missing_column", "lacks " + list(missing) + "; the columns of this file are: " + list(names));
        }
        return unknown.isEmpty() || mapper.ignoresOthers() ? null
                : new Violation("", "unknown_column", "has unknown columns: " + list(unknown) + "; known are: " + list(known));
    }

    /** Names for an error message, which is stored, logged and sent: a file may have anything in them. */
    private static String list(Collection<String> names) {
        return names.stream().limit(MOST_NAMED)
                .map(name -> Text.oneLine(name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "..." : name))
                .collect(Collectors.joining(", ")) + (names.size() > MOST_NAMED ? " and " + (names.size() - MOST_NAMED) + " more" : "");
    }
}
