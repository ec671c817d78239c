package dev.tenfold.api.idempotency;

import dev.tenfold.api.http.Text;
import dev.tenfold.platform.failure.Failure.Malformed;
import dev.tenfold.platform.failure.ProblemCode;
import org.jspecify.annotations.Nullable;

/** A unique key of an operation, chosen by the client: 1 to 255 printable ASCII characters, the same in every retry. */
public record IdempotencyKey(String value) {

    public static final String HEADER = "Idempotency-Key";

    private static final int LONGEST = 255;

    /** @throws Malformed when it is missing, or contains other characters */
    public static IdempotencyKey of(@Nullable String header) {
        if (header == null || header.isEmpty() || header.length() > LONGEST || !Text.isPrintableAscii(header)) {
            throw new Malformed(ProblemCode.IDEMPOTENCY_KEY_REQUIRED,
                    "This request needs an Idempotency-Key header of 1 to 255 printable ASCII characters");
        }
        return new IdempotencyKey(header);
    }
}
