package dev.tenfold.shop.user;

import dev.tenfold.api.http.OneLine;
import dev.tenfold.api.http.Text;
import dev.tenfold.platform.failure.Failure.Invalid;
import dev.tenfold.security.identity.Role;
import dev.tenfold.security.password.NotCommon;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;

/** The new values of a user, as the client sends them. */
@Schema(name = "UserUpdate")
record UserUpdateRequest(
        @NotBlank @OneLine @CodePointLength(max = 200) @Schema(example = "Ada King", minLength = 1) String name,
        @NotNull @Email @CodePointLength(min = 1, max = EmailAddress.MAX_LENGTH) @Schema(example = "ada@example.com",
                description = EmailAddress.DESCRIPTION) String email,
        @NotNull Role role,
        @CodePointLength(min = 10, max = 128) @NotCommon @Schema(example = "another horse battery",
                format = "password") @Nullable String password,
        @CodePointLength(max = 128) @Schema(example = "correct horse battery", format = "password",
                description = "Required when users change their own e-mail or password.") @Nullable String currentPassword) {

    @SuppressWarnings("NullAway") // a missing value is refused by its constraint
    UserUpdateRequest {
        name = Text.nfcOrNull(name);
        email = EmailAddress.trimOrNull(email);
    }

    static UserUpdateRequest of(User user) {
        return new UserUpdateRequest(user.name(), user.email(), user.role(), null, null);
    }

    /** @throws Invalid when the e-mail is a new one that cannot get mails; an old one may stay */
    UserChange toChange(User current) {
        var change = new UserChange(name, email, role, password, currentPassword);
        if (change.changesEmailOf(current) && EmailAddress.mailable(email) == null) {
            throw new Invalid("/email", "invalid_email", Mailable.MESSAGE);
        }
        return change;
    }
}
