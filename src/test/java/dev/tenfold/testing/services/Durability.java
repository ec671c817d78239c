package dev.tenfold.testing.services;

/** Whether a PostgreSQL writes durably: tests discard their data, so they need not wait for the disk. */
public enum Durability {
    DISCARDABLE("""
            fsync = off
            synchronous_commit = off
            full_page_writes = off
            """),
    CRASH_SAFE("");

    private final String settings;

    Durability(String settings) {
        this.settings = settings;
    }

    String settings() {
        return settings;
    }
}
