package dev.tenfold.api.problem;

import dev.tenfold.platform.failure.ProblemCode;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The failures that are particular to a route, for its documentation. What follows from its shape is not listed: a body may be malformed, an id
 * may be nobody's, and so on.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Problems {

    ProblemCode[] value();
}
