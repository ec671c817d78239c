package dev.tenfold.testing.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The XML reports that {@code mvn verify} and {@code mvn verify -Pproofs} write for each test class. */
final class TestReports {

    private static final List<Path> FOLDERS = List.of(Path.of("target", "surefire-reports"), Path.of("target", "failsafe-reports"));

    private TestReports() {}

    /** The last run of each class by its simple name. */
    static Map<String, TestRun> read() throws IOException {
        Map<String, TestRun> runs = new TreeMap<>();
        for (Path folder : FOLDERS) {
            if (Files.isDirectory(folder)) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "TEST-*.xml")) {
                    for (Path file : files) {
                        add(runs, file);
                    }
                }
            }
        }
        return runs;
    }

    /** Adds the report of a class, or of a class that is nested in it. */
    static void add(Map<String, TestRun> runs, Path file) throws IOException {
        Instant end = Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.SECONDS);
        try (InputStream text = Files.newInputStream(file)) {
            XMLInputFactory factory = XMLInputFactory.newFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            XMLStreamReader suite = factory.createXMLStreamReader(text);
            suite.nextTag();
            String name = suite.getAttributeValue(null, "name").replaceFirst(".*\\.", "").replaceFirst("\\$.*", "");
            var run = new TestRun(count(suite, "tests"), count(suite, "failures") + count(suite, "errors"), count(suite, "skipped"),
                    Double.parseDouble(suite.getAttributeValue(null, "time").replace(",", "")), end.toString(), Git.at(end));
            runs.merge(name, run, TestRun::plus);
        } catch (XMLStreamException e) {
            throw new IOException(file + " is no report of a test class", e);
        }
    }

    private static int count(XMLStreamReader suite, String attribute) {
        return Integer.parseInt(suite.getAttributeValue(null, attribute));
    }
}
