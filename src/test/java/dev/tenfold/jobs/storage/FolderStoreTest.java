package dev.tenfold.jobs.storage;

import dev.tenfold.platform.failure.Failure.Unavailable;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.testing.services.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FolderStoreTest extends FileStoreContract {

    @TempDir
    private Path folder;

    @Override
    FileStore store() {
        return new FolderStore(unfinished());
    }

    @Override
    Path unfinished() {
        return folder.resolve("files");
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
    void unfinishedFilesOfAKilledProcessAreDeletedAfterADay() throws IOException {
        Path files = Files.createDirectories(folder.resolve("files"));
        Path old = Files.createFile(files.resolve("_" + UUID.randomUUID()));
        Path young = Files.createFile(files.resolve("_" + UUID.randomUUID()));
        Path stored = Files.createFile(files.resolve("a.result"));
        Instant now = Instant.now();
        for (Path file : List.of(old, stored)) {
            Files.setLastModifiedTime(file, FileTime.from(now.minus(Duration.ofHours(25))));
        }
        new StorageCleanup(store(), Clock.fixed(now, ZoneOffset.UTC)).deleteUnfinished();
        assertThat(old).doesNotExist();
        assertThat(young).exists();
        assertThat(stored).exists();
    }

    @Test
    @EnabledIf("dev.tenfold.testing.services.SmallDisk#isPossible")
    void aFullDiskHasACodeOfItsOwnAndLeavesNothingBehind() throws IOException {
        try (var small = SmallDisk.mount("256k")) {
            Path disk = small.folder();
            var full = new FolderStore(disk);
            full.put(new FileName("small"), out -> out.write(1));
            assertThatThrownBy(() -> full.put(new FileName("big"), out -> out.write(new byte[1_000_000])))
                    .isInstanceOfSatisfying(Unavailable.class,
                            failure -> assertThat(failure.code()).isEqualTo(ProblemCode.STORAGE_FULL));
            try (var files = Files.list(disk)) {
                assertThat(files).containsExactly(disk.resolve("small"));
            }
            full.put(new FileName("another"), out -> out.write(1));
        }
    }

    @Test
    void noFileNamePointsOutsideTheFolder() {
        for (String name : new String[]{"", "..", "../a", "a/b", ".a", "a..b", "_a", "a\u0000", "a."}) {
            assertThatThrownBy(() -> new FileName(name)).as(name).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
