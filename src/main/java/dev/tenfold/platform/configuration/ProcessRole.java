package dev.tenfold.platform.configuration;

import java.util.Set;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** What a process may be there for. */
public enum ProcessRole {
    /** Serves {@code /api}. */
    API,
    /** Works off what is queued, and does what is done by the clock. */
    WORKER,
    /** Brings the database's schema up to date and ends: it goes with no other. */
    MIGRATE;

    /** The roles of this process, as {@code tenfold.roles} has them. */
    public static Set<ProcessRole> of(Environment environment) {
        return Binder.get(environment).bind(RoleProperties.ROLES, Bindable.setOf(ProcessRole.class)).orElse(Set.of(API, WORKER));
    }
}
