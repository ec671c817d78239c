package dev.tenfold.platform.pdf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Which folders of other processes are deleted. Anybody on the machine may write to the folder for temporary files. */
class FontFolderTest {

    private static final long OVER = 999_999_999; // more than the largest process id of Linux

    private static final long RUNNING = 1; // the first process of the system or of a container

    @TempDir
    private Path parent;

    @Test
    void theFolderOfAProcessThatIsOverIsDeleted() throws IOException {
        Path over = folder("tenfold-fonts-" + OVER + "-1");
        Path running = folder("tenfold-fonts-" + RUNNING + "-1");
        FontFolder.deleteLeftovers(parent);
        assertThat(over).doesNotExist();
        assertThat(running).isDirectoryContaining("glob:**/font.ttf");
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path elsewhere = folder("invoices");
        Files.createSymbolicLink(parent.resolve("tenfold-fonts-" + OVER + "-1"), elsewhere);
        FontFolder.deleteLeftovers(parent);
        assertThat(elsewhere).isDirectoryContaining("glob:**/font.ttf");
    }

    @Test
    void aNumberThatIsNoProcessIdIsIgnored() throws IOException {
        Path other = folder("tenfold-fonts-99999999999999999999-1");
        FontFolder.deleteLeftovers(parent);
        assertThat(other).isDirectory();
    }

    /** As systems clean the folder for temporary files, while a process runs. */
    @Test
    void fontsThatWereDeletedAreCopiedAgain() throws IOException {
        FontFolder fonts = FontFolder.create();
        Path latin = fonts.copy("NotoSans-Regular.ttf").toPath();
        Path folder = Objects.requireNonNull(latin.getParent());
        byte[] font = Files.readAllBytes(latin);
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
        Files.delete(latin);
        fonts.restore();
        assertThat(latin).hasBinaryContent(font);
        FontFolder.delete(folder);
        fonts.restore();
        assertThat(latin).hasBinaryContent(font);
        assertThat(Files.getPosixFilePermissions(folder)).as("nobody else may write there").isEqualTo(permissions).hasSize(3);
        FontFolder.delete(folder);
        assertThat(fonts.copy("NotoSansThai-Regular.ttf")).as("another font").exists();
    }

    private Path folder(String name) throws IOException {
        Path folder = Files.createDirectory(parent.resolve(name));
        Files.writeString(folder.resolve("font.ttf"), "a font");
        return folder;
    }
}
