package dev.tenfold.api.idempotency;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

import static dev.tenfold.platform.jdbc.SqlValues.array;

/**
 * The responses of keys, stored by a statement of their own or as a part of a larger one.
 * @param claims the keys that this transaction has claimed
 * @param answers one response for each
 */
public record StoredResponses(List<Claim> claims, List<StoredResponse> answers) {

    /** Stores the responses of keys that this transaction has claimed. {@link #bind} sets the parameters. */
    public static final String SQL = """
            UPDATE idempotency_keys AS known
               SET status = answer.status, location = answer.location, body = answer.body
              FROM unnest(:answerUsers, :answerKeys, :answerStatuses, :answerLocations, :answerBodies)
                AS answer (user_id, key, status, location, body)
             WHERE known.user_id = answer.user_id AND known.key = answer.key
            """;

    /** Sets the parameters of a statement that contains {@link #SQL}. */
    public StatementSpec bind(StatementSpec statement) {
        return statement.param("answerUsers", array("uuid", claims, Claim::user))
                .param("answerKeys", array("text", claims, claim -> claim.key().value()))
                .param("answerStatuses", array("int4", answers, StoredResponse::status))
                .param("answerLocations", array("text", answers, StoredResponse::location))
                .param("answerBodies", array("bytea", answers, StoredResponse::body));
    }
}
