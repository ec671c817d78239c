package dev.tenfold.platform.configuration;

import java.util.Map;
import java.util.Set;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.MapPropertySource;

/** Starts the whole service, or {@link Migration} alone in the role {@code migrate}. */
public final class SourcesByRole implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    /** Deployments switch Flyway off for instances that must not migrate. This process exists to migrate, so it is on. */
    private static final Map<String, Object> FLYWAY_ON = Map.of("spring.flyway.enabled", "true");

    private final Class<?> service;

    /** @param service the configuration class of the service */
    public SourcesByRole(Class<?> service) {
        this.service = service;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        SpringApplication application = event.getSpringApplication();
        if (ProcessRole.isMigration(event.getEnvironment())) {
            application.addPrimarySources(Set.of(Migration.class));
            application.setWebApplicationType(WebApplicationType.NONE);
            event.getEnvironment().getPropertySources().addFirst(new MapPropertySource("migration", FLYWAY_ON));
        } else {
            application.addPrimarySources(Set.of(service));
        }
    }
}
