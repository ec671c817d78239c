package dev.tenfold.jobs.storage;

import dev.tenfold.jobs.storage.FileWriter.StoreOutput;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Stores files in a folder: for one machine, or for several that mount it. */
final class FolderStore implements FileStore {

    private static final Duration LONGEST_READ = Duration.ofMinutes(10);
    /** No {@link FileName} begins like this, so a file that is still being written cannot be opened. */
    private static final String UNFINISHED = "_";

    private final Path folder;

    FolderStore(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes to a temporary name, forces the data to the disk, then renames: a reader sees either the old file or the new one. After this
     * the file is there even if the machine loses its power.
     */
    @Override
    public void put(FileName name, FileContent content) throws IOException {
        Path unfinished = folder.resolve(UNFINISHED + UUID.randomUUID());
        FileChannel channel = create(unfinished);
        try {
            try (var file = new StoreOutput(Channels.newOutputStream(channel))) {
                FileWriter.write(content, file);
                FileStoreException.wrap(() -> channel.force(true));
            }
            FileStoreException.wrap(() -> Files.move(unfinished, folder.resolve(name.value()), StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING));
            FileStoreException.wrap(this::forceNames);
        } catch (FileStoreException failure) {
            throw FileStoreException.unavailable(failure);
        } finally {
            UnfinishedFiles.deleteQuietly(unfinished);
        }
    }

    /** Forces the names of the files to the disk: to force a file does not do that (POSIX, fsync). */
    private void forceNames() throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private FileChannel create(Path file) {
        try {
            Files.createDirectories(folder);
            return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException failure) {
            throw FileStoreException.unavailable(failure);
        }
    }

    @Override
    public Optional<StoredFile> open(FileName name) {
        try {
            FileChannel channel = FileChannel.open(folder.resolve(name.value()), StandardOpenOption.READ);
            return Optional.of(new StoredFile(new StoreInput(Channels.newInputStream(channel), LONGEST_READ), channel.size()));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException failure) {
            throw FileStoreException.unavailable(failure);
        }
    }

    @Override
    public void delete(FileName name) {
        try {
            Files.deleteIfExists(folder.resolve(name.value()));
        } catch (IOException failure) {
            throw FileStoreException.unavailable(failure);
        }
    }

    @Override
    public void deleteUnfinished(Instant before) {
        UnfinishedFiles.delete(folder, UNFINISHED + "*", before);
    }
}
