package dev.tenfold.testing.services;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The service with short timeouts, small bodies and a list of hosts. The tests of hostile requests share its context. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@TenfoldTest(properties = {"tenfold.requestlimits.body-timeout=3s", "tenfold.requestlimits.head-timeout=2s",
    "tenfold.requestlimits.hosts=shop.example,SHOP.example.org,127.0.0.1,localhost", "tenfold.requestlimits.max-upload=1MB",
    "tenfold.requestlimits.max-body=64KB"})
public @interface StrictRequestLimits {}
