package dev.tenfold.testing.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboard in deploy/grafana. */
record Dashboard(JsonNode json) {

    private static final Path FILE = Path.of("deploy", "grafana", "dashboards", "tenfold.json");

    static Dashboard read() {
        try {
            return new Dashboard(JsonMapper.shared().readTree(Files.readString(FILE)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<JsonNode> panels() {
        return json.path("panels").valueStream().toList();
    }

    List<String> rows() {
        return panels().stream().filter(panel -> "row".equals(panel.path("type").asString())).map(panel -> panel.path("title").asString())
                .toList();
    }

    /** The dashboard's queries, as Grafana would send them for all instances. */
    List<String> expressions() {
        return panels().stream().flatMap(panel -> panel.path("targets").valueStream()).map(target -> target.path("expr").asString())
                .map(expression -> expression.replace("$__rate_interval", "1m").replace("$instance", ".*")).toList();
    }

    /** Every data source in the dashboard. */
    Stream<String> sources() {
        return json.findValues("datasource").stream().map(source -> source.path("uid").asString());
    }
}
