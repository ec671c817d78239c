package dev.tenfold.services;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** Leads a test's application context to the shared services, and keeps them up until it has closed. */
public final class ServicesInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        var sources = context.getEnvironment().getPropertySources();
        // last but for the defaults of configuration files, so that a test's own properties win
        sources.addFirst(new MapPropertySource("services", Services.shared().properties()));
        sources.addFirst(new MapPropertySource("signing key", SigningKey.properties()));
        LastToStop.uses(context);
    }
}
