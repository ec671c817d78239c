package dev.tenfold.testing.demo;

import java.io.PrintStream;
import java.util.List;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/** Prints all addresses once the service is ready. */
final class WelcomeMessage implements ApplicationListener<ApplicationReadyEvent> {

    private final Environment environment;

    WelcomeMessage(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        PrintStream terminal = System.out; // for the person at the terminal, who may have switched the log off
        terminal.print(text());
        terminal.flush();
    }

    private String text() {
        String service = "http://localhost:" + environment.getRequiredProperty("local.server.port");
        String operations = "http://localhost:"
                + environment.getProperty("local.management.port", environment.getRequiredProperty("local.server.port"));
        var accounts = DemoAccount.all();
        DemoAccount user = accounts.get(1);
        return """

                  Tenfold is ready, with a demo shop in it.

                    Try it      %1$s/swagger-ui.html
                    API docs    %1$s/v3/api-docs
                    Health      %2$s/actuator/health
                    PostgreSQL  %3$s
                    Redis       %4$s

                    Sign in as  %5$s  %6$s  (%7$s)
                                %8$s  %9$s
                                %10$s  %11$s

                    curl -s %1$s/api/v1/auth/token -H 'Content-Type: application/json' \\
                      -d '{"email":"%12$s","password":"%13$s"}'

                  Ctrl-C stops it; all data goes with it.

                """.formatted(service, operations, postgres(), environment.getRequiredProperty("spring.data.redis.url"),
                padded(accounts, 0),
                accounts.getFirst().password(), accounts.getFirst().role(), padded(accounts, 1), accounts.get(1).password(),
                padded(accounts, 2),
                accounts.get(2).password(), user.email(), user.password());
    }

    private static String padded(List<DemoAccount> accounts, int index) {
        int width = accounts.stream().limit(3).mapToInt(account -> account.email().length()).max().orElseThrow();
        return String.format("%-" + width + "s", accounts.get(index).email());
    }

    /** The address in the form that psql and other programs accept. */
    private String postgres() {
        return environment.getRequiredProperty("spring.datasource.url").replace("jdbc:postgresql://", "postgresql://"
                + environment.getRequiredProperty("spring.datasource.username") + ":"
                + environment.getRequiredProperty("spring.datasource.password") + "@");
    }
}
