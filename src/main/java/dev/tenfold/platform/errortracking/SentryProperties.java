package dev.tenfold.platform.errortracking;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where errors are told, by the names that Sentry has for it.
 *
 * @param dsn the address of a project of Sentry, or of what speaks its protocol; nothing is told without
 * @param environment the name under which this deployment is shown there
 */
@ConfigurationProperties("sentry")
record SentryProperties(@Nullable String dsn, @DefaultValue("production") String environment) {}
