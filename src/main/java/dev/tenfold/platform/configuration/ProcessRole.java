package dev.tenfold.platform.configuration;

import java.util.Set;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** What a process does. */
public enum ProcessRole {
    /** Serves {@code /api}. */
    API,
    /** Runs background jobs and scheduled tasks. */
    WORKER,
    /** Applies the database migrations and ends. Cannot be combined with another role. */
    MIGRATE;

    /** The roles of this process, from {@code tenfold.roles}. */
    public static Set<ProcessRole> of(Environment environment) {
        return Binder.get(environment).bind(ProcessProperties.ROLES, Bindable.setOf(ProcessRole.class)).orElse(Set.of(API, WORKER));
    }

    /** Whether this process only applies migrations. */
    static boolean isMigration(Environment environment) {
        return of(environment).equals(Set.of(MIGRATE));
    }
}
