package dev.tenfold.testing.services;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ServerFoldersTest {

    private final String name = "test-" + UUID.randomUUID();
    private final AtomicInteger made = new AtomicInteger();

    @Test
    void aFolderIsMadeOnceAndAgainIfAPartOfItIsMissing() throws IOException {
        Path kept = ServerFolders.getOrCreate(name, this::make);
        try {
            assertThat(ServerFolders.getOrCreate(name, this::make)).isEqualTo(kept);
            assertThat(made).hasValue(1);

            Files.delete(kept.resolve("deep/file"));
            ServerFolders.getOrCreate(name, this::make);

            assertThat(made).hasValue(2);
            assertThat(kept.resolve("deep/file")).exists();
        } finally {
            ServerFolders.deleteTree(kept);
        }
    }

    @Test
    void aFolderThatFailedToBeMadeDoesNotExist() throws IOException {
        assertThatThrownBy(() -> ServerFolders.getOrCreate(name, folder -> {
            make(folder);
            throw new IOException("no space left");
        })).hasRootCauseMessage("no space left");
        assertThat(ServerFolders.base().resolve(name)).doesNotExist();
    }

    private void make(Path folder) throws IOException {
        made.incrementAndGet();
        Files.writeString(Files.createDirectories(folder.resolve("deep")).resolve("file"), "content");
    }
}
