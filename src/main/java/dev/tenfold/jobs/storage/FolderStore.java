package dev.tenfold.jobs.storage;

import dev.tenfold.platform.failure.Failure.Unavailable;
import dev.tenfold.platform.failure.ProblemCode;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores files in a folder: for one machine, or for several that mount it. */
final class FolderStore implements FileStore {

    private static final Logger LOG = LoggerFactory.getLogger(FolderStore.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    /** No {@link FileName} begins like this, so a file that is still being written cannot be opened. */
    private static final String UNFINISHED = "_";

    private final Path folder;

    FolderStore(Path folder) {
        this.folder = folder;
    }

    /** Writes to a temporary name, forces the data to the disk, then renames: a reader sees either the old file or the new one. */
    @Override
    public void put(FileName name, FileContent content) throws IOException {
        Path unfinished = folder.resolve(UNFINISHED + UUID.randomUUID());
        FileChannel channel = create(unfinished);
        try {
            try (channel) {
                var sink = new FileWriter(Channels.newOutputStream(channel));
                content.writeTo(sink);
                sink.flush();
                channel.force(true);
            }
            Files.move(unfinished, folder.resolve(name.value()), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private FileChannel create(Path file) {
        try {
            Files.createDirectories(folder);
            return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException failure) {
            throw away(failure);
        }
    }

    @Override
    public Optional<StoredFile> open(FileName name) {
        try {
            FileChannel channel = FileChannel.open(folder.resolve(name.value()), StandardOpenOption.READ);
            return Optional.of(new StoredFile(Channels.newInputStream(channel), channel.size()));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException failure) {
            throw away(failure);
        }
    }

    @Override
    public void delete(FileName name) {
        try {
            Files.deleteIfExists(folder.resolve(name.value()));
        } catch (IOException failure) {
            throw away(failure);
        }
    }

    private static Unavailable away(IOException failure) {
        LOG.warn("Could not access the file folder", failure);
        return new Unavailable(ProblemCode.DEPENDENCY_UNAVAILABLE, "The file storage does not answer", RETRY_AFTER);
    }
}
