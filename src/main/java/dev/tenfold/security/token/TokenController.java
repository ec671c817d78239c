package dev.tenfold.security.token;

import dev.tenfold.api.request.ClientAddress;
import dev.tenfold.api.route.Routes;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@RestController
@OwnIssuer
@RequestMapping(path = Routes.AUTH, version = "1+", consumes = APPLICATION_JSON_VALUE, produces = APPLICATION_JSON_VALUE)
class TokenController implements TokenApi {

    private final TokenService tokens;
    private final ClientAddress addresses;

    TokenController(TokenService tokens, ClientAddress addresses) {
        this.tokens = tokens;
        this.addresses = addresses;
    }

    @Override
    @PostMapping("/token")
    public TokenResponse signIn(@RequestBody SignInRequest signIn, HttpServletRequest request) {
        return tokens.signIn(signIn.email(), signIn.password(), addresses.of(request));
    }

    @Override
    @PostMapping("/refresh")
    public TokenResponse refresh(@RequestBody RefreshRequest request) {
        return tokens.refresh(request.refreshToken());
    }

    @Override
    @PostMapping("/logout")
    public ResponseEntity<Void> signOut(@RequestBody RefreshRequest request) {
        tokens.signOut(request.refreshToken());
        return ResponseEntity.noContent().build();
    }
}
