package dev.tenfold.shop.account;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import org.springframework.http.ResponseEntity;

/** The OpenAPI documentation of {@link PasswordResetController}, and the constraints of its parameters. */
@Tag(name = "Tokens")
interface PasswordResetApi {

    @Operation(operationId = "requestPasswordReset", summary = "Request a mail that resets a password",
            description = """
                    Public. If a user has this e-mail, a mail with a token is sent. The token is valid for 30 minutes. The answer is the same, \
                    after the same time, for every e-mail. If the e-mail is not verified, the mail verifies it; then request the reset again.""")
    @ApiResponse(responseCode = "202", content = @Content)
    ResponseEntity<Void> request(@Valid PasswordResetRequest body);

    @Operation(operationId = "confirmPasswordReset", summary = "Set a new password",
            description = """
                    Public. Takes the token of the mail, which can be used once. All tokens of the user are revoked, and the user is informed \
                    by mail. A token that was sent before the user changed the e-mail or the password is invalid.""")
    @ApiResponse(responseCode = "204", content = @Content)
    ResponseEntity<Void> confirm(@Valid NewPasswordRequest body, HttpServletRequest request);
}
