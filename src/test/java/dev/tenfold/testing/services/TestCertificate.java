package dev.tenfold.messaging.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;

/** A self-signed certificate, made by the JDK's keytool. */
final class Certificate {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final KeyStore keys;

    private Certificate(KeyStore keys) {
        this.keys = keys;
    }

    static Certificate of(String host) {
        try {
            return new Certificate(make(host));
        } catch (IOException | InterruptedException | GeneralSecurityException failure) {
            throw new IllegalStateException("No certificate could be made", failure);
        }
    }

    private static KeyStore make(String host) throws IOException, InterruptedException, GeneralSecurityException {
        Path folder = Files.createTempDirectory("tenfold-certificate-");
        Path file = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias",
                "hook", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + host, "-ext", "san=dns:" + host, "-validity", "30",
                "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", new String(PASSWORD)).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool failed: " + output);
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        Files.delete(file);
        Files.delete(folder);
        return keys;
    }

    SSLContext server() throws GeneralSecurityException {
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** The trust store of a client that trusts the certificate. */
    SslBundle trust() {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("hook", keys.getCertificate("hook"));
            return SslBundle.of(SslStoreBundle.of(null, null, trusted));
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException("The certificate cannot be trusted", failure);
        }
    }
}
