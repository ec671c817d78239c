package dev.tenfold.jobs.storage;

import dev.tenfold.platform.failure.Failure.Unavailable;
import dev.tenfold.platform.failure.ProblemCode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store failed while a file was written or read: not the content, and not the code that writes or reads it. */
public final class FileStoreException extends IOException {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(FileStoreException.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final Duration RETRY_AFTER_FULL = Duration.ofSeconds(60);

    FileStoreException(Throwable cause) {
        super(cause.getMessage(), cause);
    }

    /** An access to a file of the store. */
    @FunctionalInterface
    interface FileAccess {

        void run() throws IOException;
    }

    /** @throws FileStoreException when the access fails */
    static void wrap(FileAccess access) throws FileStoreException {
        try {
            access.run();
        } catch (IOException failure) {
            throw new FileStoreException(failure);
        }
    }

    /** The store's failure among the causes of another, which libraries may have wrapped around it. */
    static Optional<FileStoreException> in(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).filter(FileStoreException.class::isInstance)
                .map(FileStoreException.class::cast).findFirst();
    }

    /** The failure for a caller of the store. A full disk has a code of its own: waiting does not help, somebody must make room. */
    static Unavailable unavailable(Throwable failure) {
        if (isFull(failure)) {
            LOG.error("The file storage is full", failure);
            return new Unavailable(ProblemCode.STORAGE_FULL, "The file storage has no space left", RETRY_AFTER_FULL);
        }
        LOG.warn("The file storage does not answer", failure);
        return new Unavailable(ProblemCode.DEPENDENCY_UNAVAILABLE, "The file storage does not answer", RETRY_AFTER);
    }

    /** The JDK has no exception of its own for ENOSPC and EDQUOT: only the system's message says it. */
    private static boolean isFull(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).map(cause -> String.valueOf(cause.getMessage()))
                .anyMatch(message -> message.contains("No space left on device") || message.contains("Disk quota exceeded"));
    }
}
