package dev.tenfold.api.problem;

import dev.tenfold.platform.failure.ProblemCode;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The failures that are specific to a route, for the documentation. Failures that follow from the route's signature are not listed, for
 * example a malformed body or an unknown id.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Problems {

    ProblemCode[] value();
}
