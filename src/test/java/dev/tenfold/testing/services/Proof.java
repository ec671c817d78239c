package dev.tenfold.testing.services;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** A test that starts, kills or freezes processes. {@code mvn verify} leaves it out, {@code mvn verify -Pproofs} runs it. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@Tag("proof")
public @interface Proof {

    /** {@code -Dtenfold.proof=full}: longer, with more load and more kills. */
    boolean FULL = "full".equals(System.getProperty("tenfold.proof"));
}
