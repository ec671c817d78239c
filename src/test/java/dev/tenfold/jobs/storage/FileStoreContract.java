package dev.tenfold.jobs.storage;

import dev.tenfold.platform.failure.Failure.Unavailable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What every file store must do. */
@ExtendWith(OutputCaptureExtension.class)
abstract class FileStoreContract {

    private static final int LONG = 3_000_000;

    private final FileName name = new FileName(UUID.randomUUID() + ".result");

    abstract FileStore store();

    /** The folder of files that are being written. */
    abstract Path unfinished();

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

    @Test
    void aFailureOfTheStoreIsUnavailableAlsoIfTheUnfinishedFileCannotBeDeleted() {
        assertThatThrownBy(() -> store().put(name, out -> {
            try (var files = Files.newDirectoryStream(unfinished())) {
                for (Path file : files) { // a folder that is not empty cannot be deleted
                    Files.deleteIfExists(file);
                    Files.createFile(Files.createDirectory(file).resolve("a file"));
                }
            }
            throw new FileStoreException(new IOException("the disk is broken"));
        })).isInstanceOf(Unavailable.class);
        store().deleteUnfinished(Instant.now().plusSeconds(1));
    }

    @Test
    void aFileThatCannotBeClosedIsAFailureOfTheStore() {
        var file = new FileWriter.StoreOutput(new ByteArrayOutputStream() {

            @Override
            public void close() throws IOException {
                throw new IOException("the disk is broken");
            }
        });
        assertThatThrownBy(file::close).isInstanceOf(FileStoreException.class).hasMessage("the disk is broken");
    }

    @Test
    void withoutAFolderThereIsNothingToDelete(CapturedOutput output) throws IOException {
        FileSystemUtils.deleteRecursively(unfinished());
        store().deleteUnfinished(Instant.now());
        assertThat(output).doesNotContain("unfinished files in " + unfinished());
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
