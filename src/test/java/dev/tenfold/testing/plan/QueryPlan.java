package dev.tenfold.testing.plan;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A plan of PostgreSQL: the JSON of EXPLAIN. */
record QueryPlan(JsonNode root) {

    private static final Set<String> SORTS = Set.of("Sort", "Incremental Sort");

    /**
     * Faults of the plan: it reads a whole table, or sorts more rows than a page needs.
     * @param big the tables that must not be read completely
     * @param mostSorted how many rows may be sorted
     */
    List<String> faults(Set<String> big, int mostSorted) {
        return nodes(root).flatMap(node -> fault(node, big, mostSorted)).toList();
    }

    boolean uses(String index) {
        return nodes(root).anyMatch(node -> node.path("Index Name").asString("").equals(index));
    }

    private static Stream<String> fault(JsonNode node, Set<String> big, int mostSorted) {
        String type = node.path("Node Type").asString();
        String table = node.path("Relation Name").asString("");
        if (type.equals("Seq Scan") && big.contains(table)) {
            return Stream.of("reads all of " + table);
        }
        double sorted = SORTS.contains(type) ? rows(node.path("Plans").get(0)) : 0;
        return sorted > mostSorted ? Stream.of("sorts " + (long) sorted + " rows") : Stream.of();
    }

    /** The number of rows that the node returns: counted if the statement ran, otherwise estimated. */
    private static double rows(JsonNode node) {
        return node.has("Actual Rows") ? node.path("Actual Rows").asDouble() * node.path("Actual Loops").asDouble()
                : node.path("Plan Rows").asDouble();
    }

    private static Stream<JsonNode> nodes(JsonNode node) {
        return Stream.concat(Stream.of(node), node.path("Plans").valueStream().flatMap(QueryPlan::nodes));
    }
}
