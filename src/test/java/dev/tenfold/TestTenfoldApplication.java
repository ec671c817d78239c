package dev.tenfold;

import dev.tenfold.testing.demo.FirstRun;
import dev.tenfold.testing.services.Durability;
import dev.tenfold.testing.services.EmbeddedServices;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;

/**
 * {@code mvn spring-boot:test-run}: the service as it is, on a PostgreSQL and a Redis of its own, filled with demo data. It needs a JDK
 * and nothing else, leaves nothing behind, and forgets everything when it stops.
 */
public class TestTenfoldApplication {

    public static void main(String[] args) {
        LoggerFactory.getLogger(TestTenfoldApplication.class).info("Starting a PostgreSQL and a Redis for this run");
        FirstRun.getAhead();
        var services = EmbeddedServices.start(Durability.CRASH_SAFE);
        try {
            SpringApplication.from(TenfoldApplication::main).with(FirstRun.parts()).run(FirstRun.arguments(services.addresses(), args));
        } catch (RuntimeException e) {
            services.close();
            throw e;
        }
    }
}
