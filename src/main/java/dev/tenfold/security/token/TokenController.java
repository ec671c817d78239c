package dev.tenfold.security.token;

import dev.tenfold.api.problem.Problems;
import dev.tenfold.api.request.ClientAddress;
import dev.tenfold.platform.failure.ProblemCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@Tag(name = "Tokens")
@RestController
@OwnIssuer
@RequestMapping(path = "/api/v1/auth", consumes = APPLICATION_JSON_VALUE, produces = APPLICATION_JSON_VALUE)
class TokenController {

    private final TokenService tokens;
    private final ClientAddress addresses;

    TokenController(TokenService tokens, ClientAddress addresses) {
        this.tokens = tokens;
        this.addresses = addresses;
    }

    @Operation(operationId = "signIn", summary = "Sign in", description = "A wrong e-mail and a wrong password look and take the same.")
    @Problems(ProblemCode.INVALID_CREDENTIALS)
    @PostMapping("/token")
    TokenResponse signIn(@Valid @RequestBody SignInRequest signIn, HttpServletRequest request) {
        return tokens.signIn(signIn.email(), signIn.password(), addresses.of(request));
    }

    @Operation(operationId = "refreshTokens", summary = "Exchange a refresh token for a new pair",
            description = "Each refresh token is good for one use; a second use revokes all tokens of that sign-in, access tokens within a second.")
    @Problems({ProblemCode.INVALID_REFRESH_TOKEN, ProblemCode.TOKEN_REUSED})
    @PostMapping("/refresh")
    TokenResponse refresh(@Valid @RequestBody RefreshRequest request) {
        return tokens.refresh(request.refreshToken());
    }

    @Operation(operationId = "signOut", summary = "Sign out",
            description = "Ends all tokens of that sign-in, access tokens within a second. Answers 204 for any token, also for one that is none.")
    @ApiResponse(responseCode = "204", content = @Content)
    @PostMapping("/logout")
    ResponseEntity<Void> signOut(@Valid @RequestBody RefreshRequest request) {
        tokens.signOut(request.refreshToken());
        return ResponseEntity.noContent().build();
    }
}
