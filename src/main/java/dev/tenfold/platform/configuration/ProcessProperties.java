package dev.tenfold.platform.configuration;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The roles of this process, and the number of processes.
 * @param roles {@code api} serves requests, {@code worker} runs background jobs and scheduled tasks, {@code migrate} applies the database
 * migrations and ends
 * @param expectedInstances how many processes run side by side
 */
@Validated
@ConfigurationProperties("tenfold")
public record ProcessProperties(@DefaultValue({
    "api", "worker"}) @NotEmpty Set<ProcessRole> roles, @DefaultValue("1") @Min(1) int expectedInstances) {

    static final String ROLES = "tenfold.roles";

    @AssertTrue(message = "migrate goes with no other of the roles")
    boolean isMigrateAlone() {
        return !roles.contains(ProcessRole.MIGRATE) || roles.size() == 1;
    }
}
