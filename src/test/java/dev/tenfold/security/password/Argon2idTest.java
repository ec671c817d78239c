package dev.tenfold.security.password;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The hashes, compared with those of Spring Security, which does not reuse memory. */
class Argon2idTest {

    private static final int THREADS = 4;
    private static final int HASHES = 10;

    private final Argon2id ours = new Argon2id();
    private final Argon2PasswordEncoder springs = new Argon2PasswordEncoder(16, 32, 1, 19 * 1024, 2);

    @ParameterizedTest
    @ValueSource(strings = {"correct horse battery staple", "Pässwörter 密码 🔑", " "})
    void bothImplementationsVerifyEachOthersHashes(String password) {
        assertThat(ours.encode(password)).startsWith("$argon2id$v=19$m=19456,t=2,p=1$")
                .satisfies(hash -> assertThat(springs.matches(password, hash)).isTrue());
        assertThat(ours.matches(password, springs.encode(password))).isTrue();
        assertThat(ours.matches(password + "x", springs.encode(password))).isFalse();
    }

    @Test
    void aHashWithOtherParametersIsStillVerified() {
        var weaker = new Argon2PasswordEncoder(16, 32, 2, 1024, 1);
        var stronger = new Argon2PasswordEncoder(16, 32, 1, 40_000, 3);
        for (var other : List.of(weaker, stronger)) {
            assertThat(ours.matches("a password", other.encode("a password"))).isTrue();
        }
        assertThat(springs.matches("a password", ours.encode("a password"))).as("in memory that others have used").isTrue();
    }

    @Test
    void concurrentHashesDoNotMix() throws ExecutionException, InterruptedException {
        List<Future<Boolean>> right = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int number = 0; number < HASHES; number++) {
                String password = "password " + number;
                right.add(threads.submit(
                        () -> springs.matches(password, ours.encode(password)) && ours.matches(password, springs.encode(password))));
            }
        }
        for (Future<Boolean> each : right) {
            assertThat(each.get()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "$2a$10$abc", "$argon2i$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA", "$argon2id$v=19$m=,t=2,p=1$c2FsdA$aGFzaA"})
    void anInvalidHashIsRefused(String encoded) {
        assertThatThrownBy(() -> ours.matches("a password", encoded)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("$argon2id$");
    }
}
