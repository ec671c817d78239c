package dev.tenfold.jobs.storage;

import dev.tenfold.testing.services.ParentProcessWatch;

/** Starts S3Proxy in a JVM with its jar on the class path. The JVM ends together with the JVM that started it. */
final class S3ProxyMain {

    private S3ProxyMain() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        new ParentProcessWatch();
        Class.forName("org.gaul.s3proxy.Main").getMethod("main", String[].class).invoke(null, (Object) arguments);
    }
}
