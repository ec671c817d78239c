package dev.tenfold.testing.services;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;

/** A self-signed certificate, made by the JDK's keytool. */
public final class TestCertificate {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final int PEM_LINE = 64;

    private final KeyStore keys;

    private TestCertificate(KeyStore keys) {
        this.keys = keys;
    }

    public static TestCertificate of(String host) {
        try {
            return new TestCertificate(make(host));
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

    public SSLContext server() throws GeneralSecurityException {
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** The certificate, as PEM. */
    public String pem() {
        try {
            return encoded("CERTIFICATE", keys.getCertificate("hook").getEncoded());
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Its private key, as PKCS#8 PEM. */
    public String keyPem() {
        try {
            return encoded("PRIVATE KEY", keys.getKey("hook", PASSWORD).getEncoded());
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String encoded(String what, byte[] bytes) {
        String text = Base64.getMimeEncoder(PEM_LINE, new byte[]{'\n'}).encodeToString(bytes);
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, text);
    }

    /** The trust store of a client that trusts the certificate. */
    public SslBundle trust() {
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
