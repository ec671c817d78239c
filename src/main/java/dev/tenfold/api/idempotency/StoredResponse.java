package dev.tenfold.api.idempotency;

import dev.tenfold.api.problem.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * An answer as it went, or goes, over the wire.
 *
 * @param replayed whether an earlier request did the work, and this is its answer again
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to the wire: nobody compares answers
public record StoredResponse(int status, @Nullable String location, byte[] body, boolean replayed) {

    private static final String REPLAYED = "Idempotent-Replayed";

    public boolean isCreated() {
        return status == 201;
    }

    public ResponseEntity<byte[]> toResponse() {
        var answer = ResponseEntity.status(status);
        headers().forEach(answer::header);
        return answer.body(body);
    }

    /** The headers that are of the answer, by their names. */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(HttpHeaders.CONTENT_TYPE, status < 400 ? MediaType.APPLICATION_JSON_VALUE : Problem.MEDIA_TYPE.toString());
        if (location != null) {
            headers.put(HttpHeaders.LOCATION, location);
        }
        if (replayed) {
            headers.put(REPLAYED, "true");
        }
        return headers;
    }
}
