package dev.tenfold.testing.services;

import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestPayments;
import java.util.Map;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.test.context.support.TestPropertySourceUtils;

/** Connects a test's application context to the shared services, and keeps them running until it has closed. */
public final class ServicesInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    /**
     * Settings that some tests need and that do not affect the others. With different settings each test would need its own context,
     * which takes seconds to start.
     */
    private static final Map<String, Object> SHARED = Map.of("tenfold.invoice.seller", "Teas of the World", "tenfold.invoice.address",
            "1 Harbour Row,Port Town", "tenfold.invoice.tax-id", "DE 123 456", "tenfold.order.expiry-interval", "3s",
            "tenfold.payment.secret", TestPayments.SECRET,
            "tenfold.shutdown.drain-notice", "0s"); // clients of many tests keep connections open, and a context would wait for each
    private static final String INLINED = TestPropertySourceUtils.INLINED_PROPERTIES_PROPERTY_SOURCE_NAME;

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        var sources = context.getEnvironment().getPropertySources();
        addBehindTests(sources, new MapPropertySource("services", Services.shared().properties()));
        addBehindTests(sources, new MapPropertySource("signing key", SigningKey.properties()));
        addBehindTests(sources, new MapPropertySource("first admin",
                Map.of("tenfold.admin.email", TestAccounts.ADMIN_EMAIL, "tenfold.admin.password", TestAccounts.PASSWORD)));
        addBehindTests(sources, new MapPropertySource("no limits", Instance.NO_LIMITS));
        addBehindTests(sources, new MapPropertySource("patience with Redis", Instance.PATIENT));
        addBehindTests(sources, new MapPropertySource("for one context of many tests", SHARED));
        LastShutdownHook.close(context);
    }

    /** A test's own settings win: a fault test has its own servers. */
    private static void addBehindTests(MutablePropertySources sources, PropertySource<?> ours) {
        if (sources.contains(INLINED)) {
            sources.addAfter(INLINED, ours);
        } else {
            sources.addFirst(ours);
        }
    }
}
