package dev.tenfold.shop.user;

import dev.tenfold.api.http.IfMatch;
import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.PageV2;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.api.problem.Problems;
import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.security.identity.Caller;
import dev.tenfold.security.identity.UserId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.JsonNode;

/** The OpenAPI documentation of {@link UserController}, and the constraints of its parameters. */
@Tag(name = "Users")
interface UserApi {

    @Operation(operationId = "signUp", summary = "Sign up",
            description = "Public. The new user has the role `user` and can sign in immediately. No mails are sent to the e-mail before it is verified.")
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true,
            headers = {@Header(name = "ETag", ref = "#/components/headers/ETag"),
                @Header(name = "Location", ref = "#/components/headers/Location")})
    @Problems(ProblemCode.EMAIL_TAKEN)
    ResponseEntity<UserResponse> signUp(@Valid SignUpRequest body, ApiVersion version, HttpServletRequest request);

    @Operation(operationId = "readOwnProfile", summary = "Read your own profile", description = "For all signed-in users.")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    @Problems(ProblemCode.NOT_FOUND)
    ResponseEntity<UserResponse> me(Caller caller);

    @Operation(operationId = "readProfile", summary = "Read a profile", description = "For the user and for admins.")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    ResponseEntity<UserResponse> get(Caller caller, UserId id);

    @Operation(operationId = "listUsers", summary = "List users, newest first",
            description = "For admins. `email` finds the user with this e-mail; upper and lower case are treated as the same.")
    ResponseEntity<Page<UserResponse>> list(@CodePointLength(max = EmailAddress.MAX_LENGTH) @Nullable String email, @Valid Paging paging,
            HttpServletRequest request);

    @Operation(operationId = "listUsers", summary = "List users, newest first",
            description = "For admins. `email` finds the user with this e-mail; upper and lower case are treated as the same.")
    ResponseEntity<PageV2<UserResponse>> listV2(@CodePointLength(max = EmailAddress.MAX_LENGTH) @Nullable String email,
            @Valid Paging paging,
            HttpServletRequest request);

    @Operation(operationId = "changeProfile", summary = "Change a profile", description = """
            JSON merge patch (RFC 7396). Users change their own name, and together with `current_password` their e-mail and password; \
            admins change everybody's, and the role. A new password or role revokes all earlier tokens. Another e-mail is not \
            verified. `current_password` counts as a sign-in for the rate limits, another e-mail as a sign-up and as a request for a \
            verification. If the old e-mail is verified, it gets a mail about the change.""")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    @Problems({ProblemCode.FORBIDDEN, ProblemCode.EMAIL_TAKEN, ProblemCode.LAST_ADMIN})
    ResponseEntity<UserResponse> update(
            Caller caller,
            UserId id,
            @RequestBody(content = @Content(schema = @Schema(implementation = UserUpdateRequest.class))) JsonNode patch,
            @Nullable IfMatch ifMatch);

    @Operation(operationId = "deleteUser", summary = "Delete a user",
            description = "Deletes the personal data and revokes all tokens. The orders stay, for accounting.")
    @ApiResponse(responseCode = "204", content = @Content)
    @Problems(ProblemCode.LAST_ADMIN)
    ResponseEntity<Void> delete(Caller caller, UserId id, @Nullable IfMatch ifMatch);
}
