package dev.tenfold.testing.services;

import dev.tenfold.TenfoldApplication;
import dev.tenfold.testing.demo.NotTestClasses;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Starts the service in its own JVM. Its class path is that of this JVM, with folders packed into jars, because an AOT cache (JEP 483,
 * JEP 514) accepts only jars. Jars and cache are created once for each state of the classes, under {@code target}.
 */
public final class ChildJvm {

    /**
     * A small heap and the quick compiler: these JVMs start often and run for seconds. The AOT cache is valid for these options only.
     */
    private static final List<String> OPTIONS = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    private static final String CACHE = "service.aot";
    private static final int TRAINING_LIMIT_SECONDS = 180;
    private static final int NAME_LENGTH = 16;

    private final List<String> classPath;
    private final Path cache;

    private ChildJvm(List<String> classPath, Path cache) {
        this.classPath = classPath;
        this.cache = cache;
    }

    /** The command that runs a main class with these arguments on the class path of the tests. */
    public static List<String> command(String mainClass, List<String> arguments) {
        ChildJvm ready = Ready.JVM;
        return Stream
                .of(List.of(java()), OPTIONS, List.of("-XX:AOTCache=" + ready.cache, "-Xlog:aot=off", "-cp", ready.path(), mainClass),
                        arguments)
                .flatMap(List::stream).toList();
    }

    /** A holder class, because class initialisation is the simplest lock that makes something once. */
    private static final class Ready {

        private static final ChildJvm JVM = prepare();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private String path() {
        return String.join(File.pathSeparator, classPath);
    }

    private static ChildJvm prepare() {
        List<Path> entries = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of).toList();
        try {
            Path home = Files.createDirectories(Path.of("target", "child-jvm").toAbsolutePath());
            try (var lock = FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock.lock();
                Path folder = Files.createDirectories(home.resolve(fingerprint(entries)));
                var jvm = new ChildJvm(jars(entries, folder), folder.resolve(CACHE));
                if (!Files.exists(jvm.cache)) {
                    jvm.train(folder);
                }
                deleteOthers(home, folder); // 120 MB each
                return jvm;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteOthers(Path home, Path folder) throws IOException {
        List<Path> others;
        try (var all = Files.list(home)) {
            others = all.filter(path -> Files.isDirectory(path) && !path.equals(folder)).toList();
        }
        for (Path other : others) {
            ServerFolders.deleteTree(other);
        }
    }

    /** Changes with every class: made from names, sizes and times, which the JVM checks for jars too. */
    private static String fingerprint(List<Path> entries) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update((Runtime.version() + " " + OPTIONS).getBytes(StandardCharsets.UTF_8));
            for (Path entry : entries) {
                if (Files.exists(entry)) {
                    try (var files = Files.walk(entry)) {
                        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                            digest.update((file + " " + attributes.size() + " " + attributes.lastModifiedTime().toMillis())
                                    .getBytes(StandardCharsets.UTF_8));
                        }
                    }
                }
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, NAME_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static List<String> jars(List<Path> entries, Path folder) throws IOException {
        List<String> jars = new ArrayList<>();
        for (Path entry : entries) {
            if (!Files.isDirectory(entry)) {
                jars.add(entry.toString());
                continue;
            }
            Path jar = folder.resolve(jars.size() + "-" + entry.getFileName() + ".jar");
            if (!Files.exists(jar)) {
                pack(entry, jar);
            }
            jars.add(jar.toString());
        }
        return jars;
    }

    private static void pack(Path classes, Path jar) throws IOException {
        Path aside = jar.resolveSibling(jar.getFileName() + ".part");
        try (var out = new JarOutputStream(Files.newOutputStream(aside)); var tree = Files.walk(classes)) {
            for (Path path : tree.sorted().toList()) {
                String name = classes.relativize(path).toString().replace(File.separatorChar, '/');
                if (!name.isEmpty()) { // folders too: the component scan needs them
                    out.putNextEntry(new JarEntry(Files.isDirectory(path) ? name + "/" : name));
                    if (Files.isRegularFile(path)) {
                        Files.copy(path, out);
                    }
                    out.closeEntry();
                }
            }
        }
        Files.move(aside, jar);
    }

    /** Starts the context as far as possible without a database; connections are opened after that. */
    private void train(Path folder) throws IOException {
        Path log = folder.resolve("training.log");
        Path aside = folder.resolve(CACHE + ".part");
        Map<String, Object> settings = new HashMap<>(SigningKey.properties());
        settings.putAll(Map.of("spring.flyway.enabled", "false", "spring.datasource.url", "jdbc:postgresql://127.0.0.1:1/none",
                "spring.datasource.username", "none", "spring.datasource.password", "none", "spring.data.redis.url", "redis://127.0.0.1:1",
                "server.port", "0", "spring.main.sources", List.of(NotTestClasses.class.getName())));
        var builder = new ProcessBuilder(Stream.of(List.of(java()), OPTIONS, List.of("-XX:AOTCacheOutput=" + aside,
                "-Dspring.context.exit=onRefresh", "-cp", path(), TenfoldApplication.class.getName())).flatMap(List::stream).toList());
        builder.environment().put("SPRING_APPLICATION_JSON", JsonMapper.shared().writeValueAsString(settings));
        Process training = builder.redirectErrorStream(true).redirectOutput(Redirect.to(log.toFile())).start();
        try {
            if (!training.waitFor(TRAINING_LIMIT_SECONDS, TimeUnit.SECONDS) || training.exitValue() != 0) {
                training.descendants().forEach(ProcessHandle::destroyForcibly); // the JVM that writes the AOT cache
                training.destroyForcibly();
                throw new IllegalStateException("No AOT cache was made, see " + log);
            }
        } catch (InterruptedException e) {
            training.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        Files.move(aside, cache);
    }
}
