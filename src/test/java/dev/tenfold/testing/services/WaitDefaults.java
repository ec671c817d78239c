package dev.tenfold.testing.services;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Tests wait for a condition for a minute before they fail, because the machine may be busy. Awaitility's own default is 10 s. */
public final class WaitDefaults implements LauncherSessionListener {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(LIMIT);
    }
}
