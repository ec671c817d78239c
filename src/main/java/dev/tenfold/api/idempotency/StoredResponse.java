package dev.tenfold.api.idempotency;

import dev.tenfold.api.problem.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * A response as it is sent to the client.
 * @param replayed whether this is the stored response of an earlier request
 */
@SuppressWarnings("ArrayRecordComponent") // bytes to be sent: responses are never compared
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

    /** The headers of this response, by name. */
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
