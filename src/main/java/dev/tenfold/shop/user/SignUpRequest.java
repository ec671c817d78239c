package dev.tenfold.shop.user;

import dev.tenfold.api.http.OneLine;
import dev.tenfold.api.http.Text;
import dev.tenfold.security.password.NotCommon;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import org.hibernate.validator.constraints.CodePointLength;

/** A new user, as the client sends it. */
record SignUpRequest(
        @NotBlank @OneLine @CodePointLength(max = 200) @Schema(example = "Ada Lovelace", minLength = 1) String name,
        @NotNull @Email @Mailable @CodePointLength(min = 1, max = EmailAddress.MAX_LENGTH) @Schema(example = "ada@example.com",
                description = EmailAddress.DESCRIPTION) String email,
        @NotNull @CodePointLength(min = 10, max = 128) @NotCommon @Schema(example = "correct horse battery",
                format = "password") String password) {

    @SuppressWarnings("NullAway") // a missing value is refused by its constraint
    SignUpRequest {
        name = Text.nfcOrNull(name);
        email = EmailAddress.trimOrNull(email);
    }

    NewUser toNewUser() {
        return new NewUser(name, email, password);
    }
}
