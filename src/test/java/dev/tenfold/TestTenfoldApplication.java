package dev.tenfold;

import dev.tenfold.testing.demo.FirstRun;
import dev.tenfold.testing.services.Durability;
import dev.tenfold.testing.services.EmbeddedServices;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;

/**
 * {@code mvn spring-boot:test-run}: runs the real service with its own PostgreSQL and Redis, filled with demo data. It needs only a JDK.
 * All data is deleted when it stops.
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
