package dev.tenfold.idempotency;

import dev.tenfold.problem.Problem;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * An answer as it went, or goes, over the wire.
 *
 * @param replayed whether an earlier request did the work, and this is its answer again
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to the wire: nobody compares answers
public record Answer(int status, @Nullable String location, byte[] body, boolean replayed) {

    private static final String REPLAYED = "Idempotent-Replayed";

    public boolean isCreated() {
        return status == 201;
    }

    public ResponseEntity<byte[]> toResponse() {
        var answer = ResponseEntity.status(status).contentType(status < 400 ? MediaType.APPLICATION_JSON : Problem.MEDIA_TYPE);
        if (location != null) {
            answer.location(URI.create(location));
        }
        if (replayed) {
            answer.header(REPLAYED, "true");
        }
        return answer.body(body);
    }
}
