package dev.tenfold.shop.user;

import dev.tenfold.api.http.EntityTags;
import dev.tenfold.api.http.IfMatch;
import dev.tenfold.api.http.MergePatch;
import dev.tenfold.api.paging.Links;
import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.PageV2;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.api.request.ClientAddress;
import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.api.route.Routes;
import dev.tenfold.security.identity.Caller;
import dev.tenfold.security.identity.UserId;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
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
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@RestController
@RequestMapping(path = Routes.USERS, version = "1+", produces = APPLICATION_JSON_VALUE)
class UserController implements UserApi {

    private final UserService users;
    private final MergePatch patches;
    private final ClientAddress addresses;

    UserController(UserService users, MergePatch patches, ClientAddress addresses) {
        this.users = users;
        this.patches = patches;
        this.addresses = addresses;
    }

    @Override
    @PostMapping(consumes = APPLICATION_JSON_VALUE)
    public ResponseEntity<UserResponse> signUp(@RequestBody SignUpRequest body, ApiVersion version,
            HttpServletRequest request) {
        User user = users.signUp(body.toNewUser(), addresses.of(request));
        return answer(ResponseEntity.created(URI.create(version.path(Routes.USERS) + "/" + user.id())), user);
    }

    @Override
    @GetMapping("/me")
    public ResponseEntity<UserResponse> me(@AuthenticationPrincipal Caller caller) {
        return answer(ResponseEntity.ok(), users.get(caller, caller.id()));
    }

    @Override
    @GetMapping("/{id}")
    public ResponseEntity<UserResponse> get(@AuthenticationPrincipal Caller caller, @PathVariable UserId id) {
        return answer(ResponseEntity.ok(), users.get(caller, id));
    }

    @Override
    @GetMapping(version = "1")
    public ResponseEntity<Page<UserResponse>> list(@RequestParam(required = false) @Nullable String email, @ParameterObject Paging paging,
            HttpServletRequest request) {
        Page<UserResponse> page = users.list(EmailAddress.ofQueryOrNull(email), paging).map(UserResponse::of);
        return Links.withNext(ResponseEntity.ok(), page, request).body(page);
    }

    @Override
    @GetMapping(version = "2+")
    public ResponseEntity<PageV2<UserResponse>> listV2(@RequestParam(required = false) @Nullable String email,
            @ParameterObject Paging paging,
            HttpServletRequest request) {
        return PageV2.of(list(email, paging, request), paging);
    }

    @Override
    @PatchMapping(path = "/{id}", consumes = {MergePatch.MEDIA_TYPE, APPLICATION_JSON_VALUE})
    public ResponseEntity<UserResponse> update(@AuthenticationPrincipal Caller caller, @PathVariable UserId id,
            @RequestBody JsonNode patch, @Nullable IfMatch ifMatch) {
        return answer(ResponseEntity.ok(), users.update(caller, id, ifMatch,
                current -> patches.apply(patch, UserUpdateRequest.of(current), UserUpdateRequest.class).toChange(current)));
    }

    @Override
    @DeleteMapping("/{id}")
    public ResponseEntity<Void> delete(@AuthenticationPrincipal Caller caller, @PathVariable UserId id, @Nullable IfMatch ifMatch) {
        users.delete(caller, id, ifMatch);
        return ResponseEntity.noContent().build();
    }

    private static ResponseEntity<UserResponse> answer(ResponseEntity.BodyBuilder answer, User user) {
        return answer.eTag(EntityTags.of(user.version())).body(UserResponse.of(user));
    }
}
