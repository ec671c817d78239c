package dev.tenfold.security.password;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.FixedBlockPool;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106) by Bouncy Castle, with the parameters that OWASP recommends: 19 MiB, 2 passes, 1 lane. The memory is reused; there
 * is one block for each hash that ever ran at the same time. Otherwise, 19 MiB of garbage for each hash would cause several garbage
 * collections a second. Hashes have the format of the reference implementation ({@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}, Base64
 * without padding).
 */
final class Argon2id {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Strength STRENGTH = new Strength(19 * 1024, 2, 1);
    /** The blocks that Bouncy Castle needs in addition to the hash's own blocks of 1 KiB. */
    private static final int SCRATCH_BLOCKS = 4;
    private static final Pattern ENCODED =
            Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,3})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    private final SecureRandom random = new SecureRandom();
    private final Queue<FixedBlockPool> memory = new ConcurrentLinkedQueue<>();

    private record Strength(int memoryKib, int passes, int lanes) {

        boolean isBelow(Strength other) {
            return memoryKib < other.memoryKib || passes < other.passes;
        }
    }

    String encode(String password) {
        byte[] salt = randomBytes(SALT_BYTES);
        return encode(salt, hash(password, salt, HASH_BYTES, STRENGTH));
    }

    /**
     * A random hash that belongs to no known password. It costs nothing to create, and comparing a password with it takes as long as with
     * any other.
     */
    String randomHash() {
        return encode(randomBytes(SALT_BYTES), randomBytes(HASH_BYTES));
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String encode(byte[] salt, byte[] hash) {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s".formatted(STRENGTH.memoryKib, STRENGTH.passes, STRENGTH.lanes,
                base64.encodeToString(salt),
                base64.encodeToString(hash));
    }

    /** @throws IllegalStateException when the hash is not an Argon2id hash */
    boolean matches(String password, String encoded) {
        Matcher parts = parts(encoded);
        byte[] expected = Base64.getDecoder().decode(parts.group(5));
        byte[] actual = hash(password, Base64.getDecoder().decode(parts.group(4)), expected.length, strength(parts));
        return MessageDigest.isEqual(expected, actual);
    }

    /**
     * Whether the hash was made with less memory or fewer passes than new ones.
     * @throws IllegalStateException when the hash is not an Argon2id hash
     */
    boolean isWeak(String encoded) {
        return strength(parts(encoded)).isBelow(STRENGTH);
    }

    private static Matcher parts(String encoded) {
        Matcher parts = ENCODED.matcher(encoded);
        if (!parts.matches()) {
            throw new IllegalStateException("A password's hash is not of the form $argon2id$v=19$m=...,t=...,p=...$salt$hash");
        }
        return parts;
    }

    private static Strength strength(Matcher parts) {
        return new Strength(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(3)));
    }

    private byte[] hash(String password, byte[] salt, int length, Strength strength) {
        FixedBlockPool reused = memory.poll();
        FixedBlockPool blocks = reused == null ? new FixedBlockPool(STRENGTH.memoryKib + SCRATCH_BLOCKS) : reused;
        try {
            var argon2 = new Argon2BytesGenerator();
            argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id).withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withMemoryAsKB(strength.memoryKib).withIterations(strength.passes).withParallelism(strength.lanes).withSalt(salt)
                    .withBlockPool(blocks).build());
            byte[] hash = new byte[length];
            argon2.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
            return hash;
        } finally {
            memory.add(blocks);
        }
    }
}
