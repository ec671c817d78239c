package dev.tenfold.security.token;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.ResponseEntity;

/** The OpenAPI documentation of {@link JwksController}. */
@Tag(name = "Tokens")
interface JwksApi {

    @Operation(operationId = "readPublicKeys", summary = "Read the public keys of access tokens",
            description = "Public. A JWK set (RFC 7517).")
    ResponseEntity<JwkSet> keys();
}
