package dev.tenfold.shop.user;

import dev.tenfold.security.password.NotCommon;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** A newcomer. */
record SignUpRequest(
        @NotBlank @Size(max = 200) @Schema(example = "Ada Lovelace", minLength = 1) String name,
        @NotNull @Email @Size(min = 1, max = EmailAddress.MAX_LENGTH) @Schema(example = "ada@example.com") String email,
        @NotNull @Size(min = 10, max = 128) @NotCommon @Schema(example = "correct horse battery", format = "password") String password) {}
