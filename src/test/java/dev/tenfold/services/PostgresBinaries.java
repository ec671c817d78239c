package dev.tenfold.services;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.lang3.SystemUtils;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked once for a version and kept for the next start: that saves it seconds. */
final class PostgresBinaries {

    private static final int OWNER_MAY_EXECUTE = 0100;
    private static final int NAME_LENGTH = 16;

    private PostgresBinaries() {}

    /** The folder whose {@code bin} has initdb, pg_ctl and postgres. Unpacked aside and moved into place, so it is never half there. */
    static Path unpacked() throws IOException {
        byte[] archive = archive();
        Path base = Folders.base();
        Path home = base.resolve("programs-" + digest(archive).substring(0, NAME_LENGTH));
        if (Files.exists(home)) {
            return home;
        }
        Path aside = Files.createTempDirectory(base, "unpacking-");
        try {
            unpack(archive, aside);
            Files.move(aside, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Folders.deleteTree(aside);
            if (!Files.exists(home)) { // else another JVM was quicker
                throw e;
            }
        }
        return home;
    }

    private static byte[] archive() throws IOException {
        String system = SystemUtils.IS_OS_WINDOWS ? "Windows" : SystemUtils.IS_OS_MAC ? "Darwin" : "Linux";
        String machine = SystemUtils.OS_ARCH.equals("amd64") ? "x86_64" : SystemUtils.OS_ARCH;
        try (var in = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine)) {
            return in.readAllBytes();
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    ("There is no embedded PostgreSQL for this system (%s, %s): start Docker and run the tests there, "
                            + "or add its binaries in a profile of pom.xml.").formatted(system, machine),
                    e);
        }
    }

    private static void unpack(byte[] archive, Path home) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = home.resolve(entry.getName()).normalize();
                if (!path.startsWith(home)) {
                    throw new IOException("The archive points outside of itself: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(path.resolveSibling(""));
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, path);
                    if ((entry.getMode() & OWNER_MAY_EXECUTE) != 0 && !path.toFile().setExecutable(true)) {
                        throw new IOException("Cannot make " + path + " executable");
                    }
                }
            }
        }
    }

    private static String digest(byte[] archive) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
