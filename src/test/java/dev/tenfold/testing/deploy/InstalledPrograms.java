package dev.tenfold.testing.deploy;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

/** Programs that may be installed on this machine. */
final class InstalledPrograms {

    private InstalledPrograms() {}

    /** Whether the program is installed and prints its version. */
    static boolean has(String program) {
        try {
            return new ProcessBuilder(program, "--version").redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start().waitFor()
                    == 0;
        } catch (IOException notInstalled) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
