package dev.tenfold.testing.evidence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The commits of this checkout. */
final class Git {

    private static final String UNKNOWN = "unknown";

    private Git() {}

    /** The short id of the commit that is checked out, or "unknown" outside of a checkout. */
    static String head() {
        return run("rev-parse", "--short=7", "HEAD");
    }

    /** The short id of the newest commit that is not newer than this. */
    static String at(Instant time) {
        return run("log", "-1", "--format=%h", "--abbrev=7", "--before=" + time, "HEAD");
    }

    private static String run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        try {
            Process git = new ProcessBuilder(command).redirectErrorStream(true).start();
            String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor() == 0 && !answer.isEmpty() ? answer : UNKNOWN;
        } catch (IOException noGit) {
            return UNKNOWN;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
