package dev.tenfold.jobs.storage;

import dev.tenfold.platform.failure.Failure.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FolderStoreTest extends FileStoreContract {

    @TempDir
    private Path folder;

    @Override
    FileStore store() {
        return new FolderStore(folder.resolve("files"));
    }

    @Test
    void anInterruptedWriteLeavesNoFile() throws IOException {
        assertThatThrownBy(() -> store().put(new FileName("a"), _ -> {
            throw new IOException("broken off");
        })).isInstanceOf(IOException.class);
        try (var files = Files.list(folder.resolve("files"))) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsUnavailable() throws IOException {
        Path file = Files.createFile(folder.resolve("a file"));
        assertThatThrownBy(() -> new FolderStore(file).put(new FileName("a"), out -> out.write(1))).isInstanceOf(Unavailable.class);
    }

    @Test
    void noFileNamePointsOutsideTheFolder() {
        for (String name : new String[]{"", "..", "../a", "a/b", ".a", "a..b", "_a", "a\u0000", "a."}) {
            assertThatThrownBy(() -> new FileName(name)).as(name).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
