package dev.tenfold.testing.services;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;

/**
 * A JVM that starts servers and then ends, normally or not. It prints where they are. It has no main method, because spring-boot:test-run
 * looks for the only class among the tests that has one.
 */
final class ServiceStarterJvm implements ApplicationRunner {

    private static final String MARK = "servers:";

    /** Identifies a server of the other JVM. */
    record Server(long pid, Path folder) {

        boolean runs() {
            return ProcessHandle.of(pid).flatMap(process -> process.info().commandLine()).filter(line -> line.contains(folder.toString()))
                    .isPresent();
        }
    }

    record Started(Process jvm, List<Server> servers) {}

    static Started start() throws IOException {
        var jvm = new ProcessBuilder(ChildJvm.command(SpringApplication.class.getName(),
                List.of("--spring.main.sources=" + ServiceStarterJvm.class.getName(), "--spring.main.web-application-type=none",
                        "--spring.config.location=optional:classpath:/none/")))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var words = new Scanner(jvm.getInputStream(), StandardCharsets.UTF_8);
        while (!words.next().equals(MARK)) {
            // log lines come first
        }
        return new Started(jvm,
                List.of(new Server(words.nextLong(), Path.of(words.next())), new Server(words.nextLong(), Path.of(words.next()))));
    }

    @Override
    public void run(ApplicationArguments none) throws IOException {
        var services = EmbeddedServices.start(Durability.DISCARDABLE);
        String line =
                "%s %d %s %d %s%n".formatted(MARK, services.postgres().pid(), services.postgres().folder.path(), services.redis().pid(),
                        services.redis().folder.path());
        System.out.write(line.getBytes(StandardCharsets.UTF_8));
        System.out.flush();
        // ends when its parent closes its input, or has ended
        while (System.in.read() >= 0) {
            // nothing to say
        }
    }
}
