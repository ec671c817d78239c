package dev.tenfold.platform.pdf;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fonts of this service as files, because the JDK reads a font from a file. They are copied out of the jar when they are first used, to
 * a temporary folder of this process.
 */
final class FontFolder {

    private static final Logger LOG = LoggerFactory.getLogger(FontFolder.class);
    private static final String PREFIX = "tenfold-fonts-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d{1,18})-.*");
    private static final String RESOURCES = "/fonts/";
    private static final String FONT_CONFIGURATION = "sun.awt.fontconfig";

    private final Path folder;
    private final Set<String> copied = new HashSet<>();

    private FontFolder(Path folder) {
        this.folder = folder;
    }

    /** Creates the folder, and deletes those of processes that were killed. */
    static FontFolder create() {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        deleteLeftovers(parent);
        try {
            Path folder = Files.createTempDirectory(parent, PREFIX + ProcessHandle.current().pid() + "-");
            folder.toFile().deleteOnExit();
            var fonts = new FontFolder(folder);
            fonts.hideSystemFonts();
            return fonts;
        } catch (IOException failure) {
            throw new UncheckedIOException("The folder for temporary files cannot hold fonts", failure);
        }
    }

    /**
     * Without this, the JDK needs fontconfig and a font of the system, although only the fonts of this service are used. It reads the
     * setting once, before the first font.
     */
    private void hideSystemFonts() throws IOException {
        String configured = System.getProperty(FONT_CONFIGURATION);
        if (configured == null || !Files.exists(Path.of(configured))) {
            ensureFolder();
            Path file = folder.resolve("fontconfig.properties");
            Files.writeString(file, "version=1\nsequence.allfonts=default\n");
            file.toFile().deleteOnExit();
            System.setProperty(FONT_CONFIGURATION, file.toString());
        }
    }

    /**
     * Deletes the folders of processes that are over. One with this process's id is from a process before it: in a container, each has the
     * same id. Others may write to the parent too, so links are not followed.
     */
    static void deleteLeftovers(Path parent) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : folders) {
                Matcher name = NAME.matcher(String.valueOf(folder.getFileName()));
                if (name.matches() && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && isOver(Long.parseLong(name.group(1)))) {
                    delete(folder);
                }
            }
        } catch (IOException failure) {
            LOG.debug("Could not delete fonts of an earlier process", failure);
        }
    }

    private static boolean isOver(long pid) {
        return pid == ProcessHandle.current().pid() || ProcessHandle.of(pid).isEmpty();
    }

    static void delete(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }

    static boolean has(String font) {
        return FontFolder.class.getResource(RESOURCES + font) != null;
    }

    /** Copies fonts again that are no longer there: systems delete old files from the folder for temporary files. */
    synchronized void restore() {
        try {
            hideSystemFonts();
        } catch (IOException failure) {
            throw new UncheckedIOException("The folder for temporary files cannot hold fonts", failure);
        }
        copied.stream().filter(font -> !Files.exists(folder.resolve(font), LinkOption.NOFOLLOW_LINKS)).forEach(this::write);
    }

    /** Copies a font to the folder. */
    synchronized File copy(String font) {
        File file = write(font);
        file.deleteOnExit();
        copied.add(font);
        return file;
    }

    private File write(String font) {
        File file = folder.resolve(font).toFile();
        try (InputStream resource = FontFolder.class.getResourceAsStream(RESOURCES + font)) {
            if (resource == null) {
                throw new IllegalArgumentException("There is no font " + font);
            }
            ensureFolder();
            Files.copy(resource, file.toPath(), StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException failure) {
            throw new UncheckedIOException("The font " + font + " cannot be copied to " + folder, failure);
        }
    }

    /** With the permissions of a new temporary folder: no other user can change the fonts. */
    private void ensureFolder() throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            boolean hasPermissions = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
            Files.createDirectory(folder, hasPermissions
                    ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))}
                    : new FileAttribute<?>[0]);
        }
    }
}
