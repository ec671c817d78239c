package dev.tenfold.shop.user;

import dev.tenfold.api.http.EntityTags;
import dev.tenfold.api.http.IfMatch;
import dev.tenfold.api.http.MergePatch;
import dev.tenfold.api.paging.Links;
import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.api.problem.Problems;
import dev.tenfold.api.request.ClientAddress;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.security.identity.Caller;
import dev.tenfold.security.identity.UserId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import java.net.URI;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

import static org.springframework.http.HttpHeaders.IF_MATCH;
import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@Tag(name = "Users")
@RestController
@RequestMapping(path = "/api/v1/users", produces = APPLICATION_JSON_VALUE)
class UserController {

    private final UserService users;
    private final ClientAddress addresses;

    UserController(UserService users, ClientAddress addresses) {
        this.users = users;
        this.addresses = addresses;
    }

    @Operation(operationId = "signUp", summary = "Sign up",
            description = "For everybody. The new user has the role `user` and can sign in at once.")
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true,
            headers = {@Header(name = "ETag", ref = "#/components/headers/ETag"),
                @Header(name = "Location", ref = "#/components/headers/Location")})
    @Problems(ProblemCode.EMAIL_TAKEN)
    @PostMapping(consumes = APPLICATION_JSON_VALUE)
    ResponseEntity<UserResponse> signUp(@Valid @RequestBody SignUpRequest body, HttpServletRequest request) {
        User user = users.signUp(body, addresses.of(request));
        return answer(ResponseEntity.created(URI.create("/api/v1/users/" + user.id())), user);
    }

    @Operation(operationId = "readOwnProfile", summary = "Read your own profile", description = "For every signed-in user.")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    @Problems(ProblemCode.NOT_FOUND)
    @GetMapping("/me")
    ResponseEntity<UserResponse> me(@AuthenticationPrincipal Caller caller) {
        return answer(ResponseEntity.ok(), users.get(caller, caller.id()));
    }

    @Operation(operationId = "readProfile", summary = "Read a profile", description = "For the user and for admins.")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    @GetMapping("/{id}")
    ResponseEntity<UserResponse> get(@AuthenticationPrincipal Caller caller, @PathVariable UserId id) {
        return answer(ResponseEntity.ok(), users.get(caller, id));
    }

    @Operation(operationId = "listUsers", summary = "List users, the newest first",
            description = "For admins. With `email`, the one user who has it, whatever its case.")
    @GetMapping
    ResponseEntity<Page<UserResponse>> list(
            @RequestParam(required = false) @CodePointLength(max = EmailAddress.MAX_LENGTH) @Nullable String email,
            @ParameterObject @Valid Paging paging, HttpServletRequest request) {
        Page<UserResponse> page = users.list(email, paging).map(UserResponse::of);
        return Links.withNext(ResponseEntity.ok(), page, request).body(page);
    }

    @Operation(operationId = "changeProfile", summary = "Change a profile", description = """
            JSON merge patch (RFC 7396). Users change their own name and e-mail, and their password together with `current_password`; \
            admins change everybody's, and the role. A new password or role ends the tokens handed out before. `current_password` counts \
            as a sign-in for the rate limits, another e-mail as a sign-up.""")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    @Problems({ProblemCode.FORBIDDEN, ProblemCode.EMAIL_TAKEN, ProblemCode.LAST_ADMIN})
    @PatchMapping(path = "/{id}", consumes = {MergePatch.MEDIA_TYPE, APPLICATION_JSON_VALUE})
    ResponseEntity<UserResponse> update(@AuthenticationPrincipal Caller caller, @PathVariable UserId id,
            @RequestHeader(name = IF_MATCH, required = false) @Nullable String ifMatch,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                    content = @Content(schema = @Schema(implementation = UserUpdate.class))) @RequestBody JsonNode patch) {
        return answer(ResponseEntity.ok(), users.update(caller, id, IfMatch.ofOptional(ifMatch), patch));
    }

    @Operation(operationId = "deleteUser", summary = "Delete a user",
            description = "Erases personal data and ends all tokens; orders stay for the books.")
    @ApiResponse(responseCode = "204", content = @Content)
    @Problems(ProblemCode.LAST_ADMIN)
    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@AuthenticationPrincipal Caller caller, @PathVariable UserId id,
            @RequestHeader(name = IF_MATCH, required = false) @Nullable String ifMatch) {
        users.delete(caller, id, IfMatch.ofOptional(ifMatch));
        return ResponseEntity.noContent().build();
    }

    private static ResponseEntity<UserResponse> answer(ResponseEntity.BodyBuilder answer, User user) {
        return answer.eTag(EntityTags.of(user.version())).body(UserResponse.of(user));
    }
}
