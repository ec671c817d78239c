package dev.tenfold.testing.services;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

@Proof
class LeftoverProcessesTest {

    @Test
    void leftoversOfAKilledJvmAreRemovedAtTheNextStart() throws Exception {
        var killed = ServiceStarterJvm.start();
        killed.jvm().destroyForcibly().waitFor();
        assertThat(killed.servers()).as("a killed JVM cannot stop its servers").allMatch(ServiceStarterJvm.Server::runs);

        try (var next = EmbeddedServices.start(Durability.DISCARDABLE)) {
            assertThat(killed.servers()).noneMatch(ServiceStarterJvm.Server::runs)
                    .allSatisfy(server -> assertThat(server.folder()).doesNotExist());
            assertThat(next.postgres().isRunning()).isTrue();
        }
    }

    @Test
    void theServersOfARunningJvmAreNotRemoved() throws Exception {
        var living = ServiceStarterJvm.start();
        try (var next = EmbeddedServices.start(Durability.DISCARDABLE)) {
            assertThat(next.redis().isRunning()).isTrue();
            assertThat(living.servers()).allMatch(ServiceStarterJvm.Server::runs);
        } finally {
            living.jvm().getOutputStream().close();
        }
        assertThat(living.jvm().waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(living.jvm().exitValue()).isZero();
        assertThat(living.servers()).as("a JVM that ends well stops its servers").noneMatch(ServiceStarterJvm.Server::runs)
                .allSatisfy(server -> assertThat(server.folder()).doesNotExist());
    }
}
