package dev.tenfold.platform.configuration;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotEmpty;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What this process is there for.
 *
 * @param roles {@code api} serves requests, {@code worker} runs jobs and what is done by the clock, {@code migrate} brings the database's schema
 *     up to date and ends
 */
@Validated
@ConfigurationProperties("tenfold")
record RoleProperties(@DefaultValue({
    "api", "worker"}) @NotEmpty Set<ProcessRole> roles) {

    static final String ROLES = "tenfold.roles";

    @AssertTrue(message = "migrate goes with no other of the roles")
    boolean isMigrateAlone() {
        return !roles.contains(ProcessRole.MIGRATE) || roles.size() == 1;
    }
}
