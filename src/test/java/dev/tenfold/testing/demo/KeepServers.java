package dev.tenfold.testing.demo;

import dev.tenfold.testing.services.LastShutdownHook;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Keeps PostgreSQL and Redis running until the service has shut down. It is a post processor so that it is called before anything
 * connects to them.
 */
final class KeepServers implements BeanFactoryPostProcessor, ApplicationContextAware {

    @Override
    public void setApplicationContext(ApplicationContext context) {
        LastShutdownHook.waitFor((ConfigurableApplicationContext) context);
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        // nothing to do: only the early call matters
    }
}
