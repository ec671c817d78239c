package dev.tenfold.shop.account;

import dev.tenfold.security.identity.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.springframework.http.ResponseEntity;

/** The OpenAPI documentation of {@link VerificationController}, and the constraints of its parameters. */
@Tag(name = "Users")
interface VerificationApi {

    @Operation(operationId = "requestEmailVerification", summary = "Request a mail that verifies your e-mail",
            description = """
                    For all signed-in users. Sends a mail with a token that is valid for 24 hours. Until the e-mail is verified, no other mail \
                    is sent to it. If it is verified already, nothing is sent.""")
    @ApiResponse(responseCode = "202", content = @Content)
    ResponseEntity<Void> request(Caller caller);

    @Operation(operationId = "confirmEmailVerification", summary = "Confirm an e-mail",
            description = "Public. Takes the token of the mail. Each token can be used once.")
    @ApiResponse(responseCode = "204", content = @Content)
    ResponseEntity<Void> confirm(@Valid MailTokenRequest body);
}
