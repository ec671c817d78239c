package dev.tenfold.intake;

import dev.tenfold.problem.Failure;
import dev.tenfold.problem.Occasion;
import dev.tenfold.problem.Problem;
import dev.tenfold.problem.Problems;
import java.nio.charset.StandardCharsets;
import org.apache.tomcat.util.http.FastHttpDateFormat;
import org.springframework.http.ResponseEntity;

/** Answers in HTTP/1.1 (RFC 9112), as they go over the wire, for where Tomcat is not to write them. */
final class RawAnswer {

    private RawAnswer() {}

    /** The answer to a request that failed, which is counted under its code; the client hears whether the connection ends with it. */
    static byte[] of(Problems problems, Failure failure, Occasion occasion, boolean ends) {
        ResponseEntity<Problem> answer = problems.answer(failure, occasion);
        byte[] body = problems.bytes(answer);
        var head = new StringBuilder("HTTP/1.1 ").append(answer.getStatusCode().value()).append(" \r\n");
        answer.getHeaders().forEach((name, values) -> values.forEach(value -> header(head, name, value)));
        header(head, "Content-Length", Integer.toString(body.length));
        header(head, "Date", FastHttpDateFormat.getCurrentDate());
        if (ends) {
            header(head, "Connection", "close");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = new byte[start.length + body.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        return whole;
    }

    private static void header(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }
}
