package dev.tenfold.benchmark.measure;

import dev.tenfold.testing.services.Postgres;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PostgreSQL's own load generator: what the database can do without a service. */
public final class Pgbench {

    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");
    private static final Pattern LATENCY = Pattern.compile("latency average = ([0-9.]+) ms");
    private static final Pattern FAILED = Pattern.compile("number of failed transactions: ([0-9]+)");

    private final Postgres postgres;
    private final int clients;

    public Pgbench(Postgres postgres, int clients) {
        this.postgres = postgres;
        this.clients = clients;
    }

    /**
     * One round of a script's prepared statements, or nothing where there is no pgbench on this machine. Its p50 is the mean: pgbench prints no
     * other.
     */
    public Optional<Result> run(String script, Duration round) {
        try {
            Path file = Files.createTempFile("pgbench-", ".sql");
            try {
                Files.writeString(file, script);
                URI address = URI.create(postgres.jdbcUrl().substring("jdbc:".length()));
                var builder = new ProcessBuilder("pgbench", "-n", "-M", "prepared", "-c", Integer.toString(clients), "-j", "2", "-T",
                        Long.toString(round.toSeconds()), "-f", file.toString(), "-h", address.getHost(), "-p",
                        Integer.toString(address.getPort()), "-U", postgres.username(), address.getPath().substring(1)).redirectErrorStream(true);
                builder.environment().put("PGPASSWORD", postgres.password());
                return Optional.of(parse(new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8)));
            } finally {
                Files.delete(file);
            }
        } catch (IOException missing) {
            return Optional.empty();
        }
    }

    private static Result parse(String output) {
        Matcher rate = TPS.matcher(output);
        Matcher latency = LATENCY.matcher(output);
        Matcher failed = FAILED.matcher(output);
        if (!rate.find() || !latency.find()) {
            throw new IllegalStateException(output);
        }
        return new Result(Double.parseDouble(rate.group(1)), Double.parseDouble(latency.group(1)), Double.NaN, Double.NaN,
                failed.find() ? Double.parseDouble(failed.group(1)) : 0);
    }
}
