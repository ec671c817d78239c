package dev.tenfold.security.token;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@Tag(name = "Tokens")
@RestController
@OwnIssuer
class JwksController {

    private static final Duration CACHED = Duration.ofMinutes(5);

    private final SigningKeys keys;

    JwksController(SigningKeys keys) {
        this.keys = keys;
    }

    @Operation(operationId = "readPublicKeys", summary = "The public keys of access tokens", description = "A JWK set (RFC 7517).")
    @GetMapping(path = "/.well-known/jwks.json", produces = APPLICATION_JSON_VALUE)
    ResponseEntity<JwkSet> keys() {
        return ResponseEntity.ok().cacheControl(CacheControl.maxAge(CACHED).cachePublic()).body(JwkSet.of(keys.accepted()));
    }
}
