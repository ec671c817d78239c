package dev.tenfold.testing.demo;

import dev.tenfold.testing.services.LastShutdownHook;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ConfigurableApplicationContext;

/** Keeps PostgreSQL and Redis up until the service has drained and closed; a post processor, so before anything connects to them. */
final class KeepServers implements BeanFactoryPostProcessor, ApplicationContextAware {

    @Override
    public void setApplicationContext(ApplicationContext context) {
        LastShutdownHook.waitFor((ConfigurableApplicationContext) context);
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        // there for its early place alone
    }
}
