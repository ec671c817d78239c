package dev.tenfold.security.token;

import dev.tenfold.api.problem.Problems;
import dev.tenfold.platform.failure.ProblemCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import org.springframework.http.ResponseEntity;

/** The OpenAPI documentation of {@link TokenController}, and the constraints of its parameters. */
@Tag(name = "Tokens")
interface TokenApi {

    @Operation(operationId = "signIn", summary = "Sign in",
            description = "Public. A wrong e-mail and a wrong password give the same response after the same time.")
    @Problems(ProblemCode.INVALID_CREDENTIALS)
    TokenResponse signIn(@Valid SignInRequest signIn, HttpServletRequest request);

    @Operation(operationId = "refreshTokens", summary = "Exchange a refresh token for a new pair",
            description = "Public. Each refresh token can be used once. A second use revokes all tokens of that sign-in; access tokens stop working within a second.")
    @Problems({ProblemCode.INVALID_REFRESH_TOKEN, ProblemCode.TOKEN_REUSED})
    TokenResponse refresh(@Valid RefreshRequest request);

    @Operation(operationId = "signOut", summary = "Sign out",
            description = "Public. Revokes all tokens of that sign-in; access tokens stop working within a second. Answers 204 for every token, also for an invalid one.")
    @ApiResponse(responseCode = "204", content = @Content)
    ResponseEntity<Void> signOut(@Valid RefreshRequest request);
}
