package dev.tenfold.security.token;

import dev.tenfold.api.route.Routes;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@RestController
@OwnIssuer
class JwksController implements JwksApi {

    private static final Duration CACHED = Duration.ofMinutes(5);

    private final SigningKeys keys;

    JwksController(SigningKeys keys) {
        this.keys = keys;
    }

    @Override
    @GetMapping(path = Routes.KEYS, produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<JwkSet> keys() {
        return ResponseEntity.ok().cacheControl(CacheControl.maxAge(CACHED).cachePublic()).body(JwkSet.of(keys.accepted()));
    }
}
