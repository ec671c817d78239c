package dev.tenfold.platform.shutdown;

import java.lang.reflect.Proxy;

/** Makes SIGTERM a normal end of the process. By default the JVM exits with 143, which many supervisors treat as a failure. */
public final class SigtermHandler {

    private static final int STOPPED_AS_ASKED = 0;

    private SigtermHandler() {}

    /**
     * From now on, SIGTERM runs the shutdown hooks and exits with 0. Uses reflection because javac warns about {@code sun.misc.Signal}
     * and the warning cannot be suppressed. That class is the JDK's only way (in the supported module {@code jdk.unsupported}: JEP 260).
     * @throws IllegalStateException on a JVM without it
     */
    public static void endsWithZero() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object exit = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[]{handler}, (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    System.exit(STOPPED_AS_ASKED);
                }
                return null;
            });
            signal.getMethod("handle", signal, handler).invoke(null, signal.getConstructor(String.class).newInstance("TERM"), exit);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This JVM has no sun.misc.Signal", e);
        }
    }
}
