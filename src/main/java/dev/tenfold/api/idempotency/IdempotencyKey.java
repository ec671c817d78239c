package dev.tenfold.api.idempotency;

import dev.tenfold.api.http.Text;
import dev.tenfold.platform.failure.Failure.Malformed;
import dev.tenfold.platform.failure.ProblemCode;
import org.jspecify.annotations.Nullable;

/** The client's name for one intention: 1 to 255 printable ASCII characters, the same in every retry of a request. */
public record IdempotencyKey(String value) {

    public static final String HEADER = "Idempotency-Key";

    private static final int LONGEST = 255;

    /** @throws Malformed when there is none, or it bears other characters */
    public static IdempotencyKey of(@Nullable String header) {
        if (header == null || header.isEmpty() || header.length() > LONGEST || !Text.isPrintableAscii(header)) {
            throw new Malformed(ProblemCode.IDEMPOTENCY_KEY_REQUIRED,
                    "This request needs an Idempotency-Key header of 1 to 255 printable ASCII characters");
        }
        return new IdempotencyKey(header);
    }

    /** As {@link #of}, or null where there is none. */
    public static @Nullable IdempotencyKey ofOptional(@Nullable String header) {
        return header == null ? null : of(header);
    }
}
