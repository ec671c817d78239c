package dev.tenfold.testing.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Some panels of the Grafana dashboard as a console of Prometheus 2: the same queries and titles, drawn by the Prometheus that has the data. The scripts
 * of consoles are where Debian's package has them.
 */
final class PrometheusConsole {

    private static final String STATIC = "/classic/static/";
    private static final List<String> STYLES =
            List.of("rickshaw/rickshaw.min.css", "bootstrap4/css/bootstrap.min.css", "css/prom_console.css");
    private static final List<String> SCRIPTS =
            List.of("d3/d3.min.js", "rickshaw/rickshaw.min.js", "jquery/jquery.min.js", "js/prom_console.js");
    private static final int WIDTH = 420;
    private static final int HEIGHT = 190;
    private static final String HEAD = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>Tenfold</title>
            STYLES
            <script>var PATH_PREFIX = "";</script>
            SCRIPTS
            <style>
            body { margin: 16px; background: #fff; font-family: Arial, Helvetica, sans-serif; }
            .grid { display: grid; grid-template-columns: repeat(3, 1fr); gap: 10px 18px; }
            h2 { font-size: 15px; font-weight: 600; margin: 0 0 4px 48px; }
            .panel { height: 300px; overflow: hidden; }
            .prom_graph_link, .prom_graph_xtitle { display: none; }
            .rickshaw_legend { font-size: 11px; }
            </style></head><body><div class="grid">
            """;

    private PrometheusConsole() {}

    /** Writes the console to this folder, and returns its path on Prometheus. */
    static String write(Path folder, List<String> titles, int seconds) throws IOException {
        var page = new StringBuilder(HEAD.replace("STYLES", elements("<link rel=\"stylesheet\" href=\"", "\">", STYLES))
                .replace("SCRIPTS", elements("<script src=\"", "\"></script>", SCRIPTS)));
        for (int number = 0; number < titles.size(); number++) {
            JsonNode panel = panel(titles.get(number));
            page.append("<div class=\"panel\"><h2>").append(titles.get(number)).append("</h2><div id=\"panel").append(number)
                    .append("\"></div></div>\n<script>\n")
                    .append(graph("panel" + number, panel, seconds)).append("</script>\n");
        }
        Files.writeString(folder.resolve("tenfold.html"), page.append("</div></body></html>\n"));
        return "/consoles/tenfold.html";
    }

    private static String elements(String before, String after, List<String> files) {
        return files.stream().map(file -> before + STATIC + file + after).collect(Collectors.joining("\n"));
    }

    private static JsonNode panel(String title) {
        return Dashboard.read().panels().stream().filter(it -> title.equals(it.path("title").asString())).findFirst().orElseThrow();
    }

    private static String graph(String node, JsonNode panel, int seconds) {
        List<String> expressions = new ArrayList<>();
        List<String> names = new ArrayList<>();
        panel.path("targets").forEach(target -> {
            expressions.add(target.path("expr").asString().replace("$__rate_interval", "15s").replace("$instance", ".*"));
            names.add(target.path("legendFormat").asString().replace("{{", "[[").replace("}}", "]]"));
        });
        String unit = switch (panel.path("fieldConfig").path("defaults").path("unit").asString()) {
            case "s" -> "seconds";
            case "reqps", "ops" -> "per second";
            case "percentunit" -> "1 = 100 %";
            default -> "";
        };
        return """
                new PromConsole.Graph({node: document.querySelector("#%s"), expr: %s, name: %s, yTitle: %s, xTitle: "", min: 0, duration: %d,
                    renderer: "line", width: %d, height: %d, yAxisFormatter: PromConsole.NumberFormatter.humanizeNoSmallPrefix})
                """.formatted(node, json(expressions), json(names), json(unit), seconds, WIDTH, HEIGHT);
    }

    private static String json(Object value) {
        return JsonMapper.shared().writeValueAsString(value);
    }
}
