package dev.tenfold.testing.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** A headless browser with a profile of its own, which opens one page. */
final class Chromium implements AutoCloseable {

    private static final List<String> PROGRAMS = List.of("chromium", "google-chrome");
    private static final int VIRTUAL_MILLIS = 20_000;
    private static final int LIMIT_SECONDS = 120;

    private final Path profile;
    private final Process process;

    static boolean isInstalled() {
        return program().isPresent();
    }

    private static Optional<String> program() {
        return PROGRAMS.stream().filter(InstalledPrograms::has).findFirst();
    }

    Chromium(String page) {
        this(page, List.of("--remote-debugging-port=0"));
    }

    private Chromium(String page, List<String> options) {
        try {
            profile = Files.createTempDirectory("tenfold-chromium-");
            List<String> command = new ArrayList<>(List.of(program().orElseThrow(), "--headless", "--no-sandbox", "--disable-gpu",
                    "--disable-dev-shm-usage", "--no-first-run", "--no-proxy-server", "--disable-background-networking",
                    "--user-data-dir=" + profile));
            command.addAll(options);
            command.add(page);
            process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a picture of the page as it is after its scripts have run, with two pixels for each point. */
    static void picture(String page, Path file, int width, int height) throws InterruptedException {
        List<String> options =
                List.of("--screenshot=" + file.toAbsolutePath(), "--window-size=" + width + "," + height, "--force-device-scale-factor=2",
                        "--hide-scrollbars", "--virtual-time-budget=" + VIRTUAL_MILLIS);
        try (var browser = new Chromium(page, options)) {
            if (!browser.process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || !Files.exists(file)) {
                throw new IllegalStateException("no picture of " + page + " within " + LIMIT_SECONDS + " s");
            }
        }
    }

    /** The page as it is after its scripts have run. */
    static String rendered(String page) {
        Path profile = null;
        try {
            profile = Files.createTempDirectory("tenfold-chromium-");
            Process process = new ProcessBuilder(program().orElseThrow(), "--headless", "--no-sandbox", "--disable-gpu",
                    "--disable-dev-shm-usage", "--no-first-run", "--no-proxy-server", "--disable-background-networking",
                    "--user-data-dir=" + profile, "--virtual-time-budget=" + VIRTUAL_MILLIS, "--dump-dom", page)
                    .redirectError(Redirect.DISCARD)
                    .start();
            var limit = CompletableFuture.runAsync(process::destroyForcibly,
                    CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS));
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            limit.cancel(false);
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(profile);
        }
    }

    private static void delete(@Nullable Path folder) {
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(one -> one.onExit().join()); // until then they write to the profile
        delete(profile);
    }
}
