package dev.tenfold.platform.configuration;

import java.util.Set;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/** In the role {@code migrate}: brings the schema up to date and ends, before anything else is opened. It needs PostgreSQL and nothing more. */
public final class Migration implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(Migration.class);

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        Environment environment = event.getEnvironment();
        if (ProcessRole.of(environment).equals(Set.of(ProcessRole.MIGRATE))) {
            int applied = Flyway.configure().dataSource(setting(environment, "url"), setting(environment, "user"),
                    setting(environment, "password")).load().migrate().migrationsExecuted;
            LOG.info("The schema is up to date: {}", applied == 1 ? "1 migration was applied" : applied + " migrations were applied");
            System.exit(0);
        }
    }

    /** As application.yml has it: the data source's, where nothing else is said. */
    private static String setting(Environment environment, String name) {
        return environment.getRequiredProperty("spring.flyway." + name);
    }
}
