package dev.tenfold.shop.account;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Mails about accounts.
 * @param verificationPage the page of the shop that confirms an e-mail, such as {@code https://shop.example/verify#token={token}}; without
 * it, the mail contains the bare token
 * @param resetPage the page of the shop where users choose a new password, with {@code {token}} too
 * @param retention how long mails about accounts, and the addresses in them, are stored
 * @param purgeInterval how often each worker deletes older ones
 */
@Validated
@ConfigurationProperties("tenfold.account")
record AccountProperties(
        @Pattern(regexp = PAGE, message = "is a URL with {token}") @Nullable String verificationPage,
        @Pattern(regexp = PAGE, message = "is a URL with {token}") @Nullable String resetPage,
        @DefaultValue("7d") @NotNull @DurationMin(hours = 25) @DurationMax(days = 365) Duration retention,
        @DefaultValue(PURGE_INTERVAL) @NotNull @DurationMin(millis = 100) Duration purgeInterval) {

    static final String TOKEN = "{token}";
    static final String PURGE_INTERVAL = "1m";
    private static final String PAGE = "https?://\\S*\\{token}\\S*";
}
