package dev.tenfold.shop.user;

import dev.tenfold.security.identity.Role;
import dev.tenfold.security.identity.UserId;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/** A user as clients see them. */
@Schema(name = "User")
record UserResponse(
        UserId id,
        @Schema(example = "Ada Lovelace", maxLength = 200) String name,
        @Schema(example = "ada@example.com", maxLength = EmailAddress.MAX_LENGTH) String email,
        Role role,
        Instant createdAt) {

    static UserResponse of(User user) {
        return new UserResponse(user.id(), user.name(), user.email(), user.role(), user.createdAt());
    }
}
