package dev.tenfold.testing.demo;

import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

/** The hashes of the demo's passwords, each created once, because one takes a tenth of a second or more. */
final class DemoPasswords {

    /** The same parameters as the service's own: 19 MiB, two passes, one lane. */
    static final Argon2PasswordEncoder ARGON2 = new Argon2PasswordEncoder(16, 32, 1, 19 * 1024, 2);
    private static final Map<String, String> HASHES =
            DemoAccount.all().stream().map(DemoAccount::password).distinct().collect(Collectors.toMap(it -> it, ARGON2::encode));

    private DemoPasswords() {}

    static String hash(DemoAccount account) {
        return HASHES.getOrDefault(account.password(), "");
    }
}
