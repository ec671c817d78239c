package dev.tenfold.testing.services;

import java.io.IOException;

/** Ends this JVM when its parent closes its standard input or has ended: a killed test leaves no service behind. */
public final class ParentProcessWatch {

    public ParentProcessWatch() {
        Thread.ofPlatform().daemon().name("parent").start(() -> {
            try {
                while (System.in.read() >= 0) {
                    // nothing to say
                }
            } catch (IOException gone) {
                // as good as its end
            }
            Runtime.getRuntime().halt(1);
        });
    }
}
