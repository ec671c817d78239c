package dev.tenfold.services;

import dev.tenfold.client.People;
import java.util.Map;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.test.context.support.TestPropertySourceUtils;

/** Leads a test's application context to the shared services, and keeps them up until it has closed. */
public final class ServicesInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final String INLINED = TestPropertySourceUtils.INLINED_PROPERTIES_PROPERTY_SOURCE_NAME;

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        var sources = context.getEnvironment().getPropertySources();
        addBehindTests(sources, new MapPropertySource("services", Services.shared().properties()));
        addBehindTests(sources, new MapPropertySource("signing key", SigningKey.properties()));
        addBehindTests(sources, new MapPropertySource("first admin",
                Map.of("tenfold.admin.email", People.ADMIN_EMAIL, "tenfold.admin.password", People.PASSWORD)));
        addBehindTests(sources, new MapPropertySource("no limits", Instance.NO_LIMITS));
        LastToStop.close(context);
    }

    /** What a test says itself wins: a fault test brings servers of its own. */
    private static void addBehindTests(MutablePropertySources sources, PropertySource<?> ours) {
        if (sources.contains(INLINED)) {
            sources.addAfter(INLINED, ours);
        } else {
            sources.addFirst(ours);
        }
    }
}
