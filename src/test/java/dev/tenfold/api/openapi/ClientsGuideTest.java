package dev.tenfold.api.openapi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The commands in docs/clients.md make the clients that {@code .ci/clients/build} makes. */
class ClientsGuideTest {

    private static final Path BUILD = Path.of(".ci", "clients");

    private final String guide = read(Path.of("docs", "clients.md"));
    private final String pom = read(BUILD.resolve("pom.xml"));

    @Test
    void theGeneratorsHaveTheVersionsOfTheBuild() {
        String generator = first("openapi-generator-cli:([\\d.]+) ", guide);
        assertThat(pom).contains("<openapi-generator.version>" + generator + "</openapi-generator.version>");
        String types = first("openapi-typescript@(\\d+) ", guide);
        assertThat(read(BUILD.resolve("package.json"))).contains("\"openapi-typescript\": \"" + types + ".");
    }

    @Test
    void theOptionsOfJavaAreThoseOfTheBuild() {
        List<String> options = List.of(first("--library native -o client -p ([\\w=,]+)`", guide).split(",", -1));
        assertThat(options).hasSizeGreaterThan(2).allSatisfy(option -> {
            String name = option.substring(0, option.indexOf('='));
            assertThat(pom).contains("<" + name + ">" + option.substring(name.length() + 1) + "</" + name + ">");
        });
        assertThat(pom).contains("<library>native</library>", "<generatorName>java</generatorName>",
                "<generatorName>typescript-fetch</generatorName>");
    }

    private static String first(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1)).findFirst().orElseThrow();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
