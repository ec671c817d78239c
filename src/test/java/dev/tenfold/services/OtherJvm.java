package dev.tenfold.services;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;


/** A JVM that starts services and then ends, well or badly; it says on its standard output where they are. */
final class OtherJvm {

    private OtherJvm() {
    }

    /** What the servers of the other JVM are known by. */
    record Server(long pid, Path folder) {

        boolean runs() {
            return ProcessHandle.of(pid).flatMap(process -> process.info().commandLine()).filter(line -> line.contains(folder.toString()))
                    .isPresent();
        }
    }

    record Started(Process jvm, List<Server> servers) {
    }

    static Started start() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var jvm = new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), OtherJvm.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var words = new Scanner(jvm.getInputStream(), StandardCharsets.UTF_8);
        while (!words.next().equals("started")) {
            // log lines come first
        }
        return new Started(jvm, List.of(new Server(words.nextLong(), Path.of(words.next())), new Server(words.nextLong(), Path.of(words.next()))));
    }

    public static void main(String[] args) throws IOException {
        var services = EmbeddedServices.start(Durability.DISCARDABLE);
        LastToStop.register(services::close);
        String line = "started %d %s %d %s%n".formatted(services.postgres().pid(), services.postgres().folder.path(), services.redis().pid(),
                services.redis().folder.path());
        System.out.write(line.getBytes(StandardCharsets.UTF_8));
        System.out.flush();
        // ends when whoever started it closes its input, or goes away
        while (System.in.read() >= 0) {
            // nothing to say
        }
    }
}
