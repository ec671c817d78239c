package dev.tenfold.shop.account;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.tenfold.platform.id.EnumNames;
import java.time.Duration;
import java.util.Locale;

/** The mails about an account. Each has its text in {@code mail/}. */
enum AccountMailKind {

    /** Has a token. It is the only mail to an address that is not verified. */
    EMAIL_VERIFICATION(Duration.ofHours(24)),
    /** Has a token. */
    PASSWORD_RESET(Duration.ofMinutes(30)),
    /** To the old address. */
    EMAIL_CHANGED(Duration.ZERO),
    PASSWORD_CHANGED(Duration.ZERO);

    private final Duration lifetime;

    AccountMailKind(Duration lifetime) {
        this.lifetime = lifetime;
    }

    static AccountMailKind of(String name) {
        return EnumNames.parse(AccountMailKind.class, name);
    }

    /** How long its token is valid, from the time when the mail is sent; zero if it has none. */
    Duration lifetime() {
        return lifetime;
    }

    boolean hasToken() {
        return !lifetime.isZero();
    }

    /** The name in the database and in logs. */
    @JsonValue
    String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    String template() {
        return "mail/" + value().replace('_', '-') + ".txt";
    }
}
