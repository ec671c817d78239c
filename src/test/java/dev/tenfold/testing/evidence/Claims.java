package dev.tenfold.testing.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What the README claims, and what shows it: docs/evidence/claims.yml. */
record Claims(List<Topic> topics) {

    static final Path FILE = Path.of("docs", "evidence", "claims.yml");

    /** @param charts names of charts that belong to these claims */
    record Topic(String topic, List<Claim> claims, List<String> charts) {}

    /**
     * @param id its anchor in docs/evidence.md
     * @param claim the same words as in the README
     * @param tests simple names of test classes
     * @param results names of results of proofs and benchmarks
     */
    record Claim(String id, String claim, List<String> tests, List<Shown> results) {}

    /** @param figures which figures of the result the page shows; all if there are none */
    record Shown(String name, List<String> figures) {}

    static Claims read() throws IOException {
        Object tree = new Yaml().load(Files.readString(FILE));
        JsonMapper json = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
        return new Claims(Stream.of(json.convertValue(tree, Topic[].class)).map(Claims::complete).toList());
    }

    private static Topic complete(Topic topic) {
        List<Claim> claims = topic.claims.stream().map(it -> new Claim(it.id, it.claim, orNone(it.tests),
                orNone(it.results).stream().map(shown -> new Shown(shown.name, orNone(shown.figures))).toList())).toList();
        return new Topic(topic.topic, claims, orNone(topic.charts));
    }

    private static <T> List<T> orNone(List<T> list) {
        return list == null ? List.of() : list;
    }

    Stream<Claim> all() {
        return topics.stream().flatMap(topic -> topic.claims.stream());
    }
}
