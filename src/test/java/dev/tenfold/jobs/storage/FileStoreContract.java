package dev.tenfold.jobs.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What every file store must do. */
abstract class FileStoreContract {

    private static final int LONG = 3_000_000;

    private final FileName name = new FileName(UUID.randomUUID() + ".result");

    abstract FileStore store();

    @Test
    void aStoredFileCanBeRead() throws IOException {
        byte[] bytes = new byte[LONG];
        new Random(7).nextBytes(bytes);
        store().put(name, out -> {
            out.write(bytes);
            out.close(); // many libraries do this
        });
        try (StoredFile file = store().open(name).orElseThrow()) {
            assertThat(file.length()).isEqualTo(LONG);
            assertThat(file.bytes().readAllBytes()).isEqualTo(bytes);
        }
    }

    @Test
    void anUnknownFileIsNotFound() {
        assertThat(store().open(name)).isEmpty();
        store().delete(name);
    }

    @Test
    void aFileIsReplaced() throws IOException {
        keep("the first");
        keep("the second");
        assertThat(text()).isEqualTo("the second");
    }

    @Test
    void anInterruptedWriteLeavesTheOldFile() throws IOException {
        keep("whole");
        assertThatThrownBy(() -> store().put(name, out -> {
            out.write(new byte[LONG]);
            throw new IOException("broken off");
        })).hasMessage("broken off");
        assertThat(text()).isEqualTo("whole");
    }

    @Test
    void aDeletedFileIsNotFound() throws IOException {
        keep("short-lived");
        store().delete(name);
        assertThat(store().open(name)).isEmpty();
    }

    private void keep(String text) throws IOException {
        store().put(name, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private String text() throws IOException {
        try (StoredFile file = store().open(name).orElseThrow()) {
            return new String(file.bytes().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
