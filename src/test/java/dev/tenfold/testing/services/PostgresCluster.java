package dev.tenfold.testing.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** An empty cluster, created once and copied for each server: initdb takes a second of two processors, a copy a tenth of that. */
final class PostgresCluster {

    /** Sorts by code point, the same on every system; the containers are configured the same way. */
    static final List<String> LOCALE = List.of("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8");
    private static final String PASSWORD_FILE = "tenfold-password";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PASSWORD_BYTES = 16;

    private PostgresCluster() {}

    static void copyTo(Path data, Path programs) {
        Path cluster = ServerFolders.getOrCreate("cluster-of-" + programs.getFileName(), folder -> make(folder, programs)).resolve("data");
        ServerProcess.output(List.of("cp", "-R", cluster.toString(), data.toString()), LIMIT);
    }

    /** Even a superuser of a test needs a secret password: on a shared machine every user can reach the loopback address. */
    static String password(Path data) {
        try {
            return Files.readString(data.resolve(PASSWORD_FILE)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void make(Path folder, Path programs) throws IOException {
        byte[] secret = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(secret);
        Path password = Files.writeString(folder.resolve(PASSWORD_FILE), HexFormat.of().formatHex(secret) + "\n");
        Path data = folder.resolve("data");
        var arguments = new ArrayList<>(List.of("-D", data.toString(), "-U", Postgres.SUPERUSER, "--auth=scram-sha-256",
                "--pwfile=" + password, "--no-instructions"));
        arguments.addAll(LOCALE);
        ServerProcess.output(PostgresBinaries.command(programs, "initdb", arguments), LIMIT);

        Path sql = Files.writeString(folder.resolve("sql"), "CREATE DATABASE " + Postgres.DATABASE + "\n");
        ServerProcess.output(PostgresBinaries.command(programs, "postgres", List.of("--single", "-D", data.toString(), "postgres")),
                ProcessBuilder.Redirect.from(sql.toFile()), LIMIT);
        Files.move(password, data.resolve(PASSWORD_FILE));
    }
}
