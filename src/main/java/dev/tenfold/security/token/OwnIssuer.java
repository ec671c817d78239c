package dev.tenfold.security.token;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/** Only if this service issues its tokens itself, without an external issuer. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ConditionalOnProperty(name = "tenfold.auth.outside.issuer", matchIfMissing = true, havingValue = "false")
public @interface OwnIssuer {}
