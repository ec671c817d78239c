package dev.tenfold.benchmark.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator wrk, as a process of its own. */
final class Wrk implements Generator {

    private static final String PROGRAM = "wrk";
    private static final int THREADS = 2;
    /** Arguments: path, last number or 0, first number, status to compare with or 0. Each thread counts through its own share of the numbers. */
    private static final String SCRIPT = """
            local threads = {}
            function setup(thread)
                thread:set("share", #threads)
                table.insert(threads, thread)
            end
            function init(args)
                unexpected = 0
                last, number, wanted = tonumber(args[2]), tonumber(args[3]) + share, tonumber(args[4])
                template = wrk.format("GET", args[1])
                if wanted > 0 then
                    response = function(status)
                        if status ~= wanted then unexpected = unexpected + 1 end
                    end
                end
                if last > 0 then
                    request = function()
                        number = number + %1$d
                        return string.format(template, 1 + number %% last)
                    end
                else
                    request = function() return template end
                end
            end
            function done(summary, latency)
                local e, other = summary.errors, 0
                for _, thread in ipairs(threads) do other = other + thread:get("unexpected") end
                print(string.format("DONE %%d %%d %%d %%d %%f %%f", summary.requests, summary.duration, summary.bytes,
                    e.connect + e.read + e.write + e.timeout + math.max(e.status, other), latency:percentile(50), latency:percentile(99)))
            end
            """.formatted(THREADS);
    private static final Pattern DONE = Pattern.compile("DONE (\\d+) (\\d+) (\\d+) (\\d+) ([0-9.]+) ([0-9.]+)");
    private static final double MICROS_PER_SECOND = 1e6;
    private static final double MICROS_PER_MILLISECOND = 1e3;

    static boolean isThere() {
        try {
            new ProcessBuilder(PROGRAM, "-v").redirectErrorStream(true).start().getInputStream().readAllBytes();
            return true;
        } catch (IOException missing) {
            return false;
        }
    }

    @Override
    public String name() {
        return "wrk, %d threads".formatted(THREADS);
    }

    @Override
    public Answers send(int port, RequestTemplate asked, long first, int clients, Duration duration, boolean everyStatus) {
        try {
            Path script = Files.createTempFile("wrk-", ".lua");
            try {
                Files.writeString(script, SCRIPT);
                List<String> command = new ArrayList<>(List.of(PROGRAM, "-c", Integer.toString(clients), "-t", Integer.toString(THREADS), "-d",
                        duration.toSeconds() + "s", "-s", script.toString()));
                asked.headers().forEach((header, value) -> command.addAll(List.of("-H", header + ": " + value)));
                command.addAll(List.of("http://127.0.0.1:" + port, "--", asked.path(), Integer.toString(asked.last()), Long.toString(first),
                        Integer.toString(everyStatus ? asked.status() : 0)));
                var process = new ProcessBuilder(command).redirectErrorStream(true).start();
                return parse(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            } finally {
                Files.delete(script);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answers parse(String output) {
        Matcher done = DONE.matcher(output);
        if (!done.find()) {
            throw new IllegalStateException("wrk did not finish: " + output);
        }
        long all = Long.parseLong(done.group(1));
        return new Answers(all, Long.parseLong(done.group(4)), Long.parseLong(done.group(2)) / MICROS_PER_SECOND,
                Double.parseDouble(done.group(5)) / MICROS_PER_MILLISECOND, Double.parseDouble(done.group(6)) / MICROS_PER_MILLISECOND,
                Double.parseDouble(done.group(3)) / all);
    }
}
