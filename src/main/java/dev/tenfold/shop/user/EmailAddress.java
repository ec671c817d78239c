package dev.tenfold.shop.user;

import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How e-mail addresses are compared. */
public final class EmailAddress {

    public static final int MAX_LENGTH = 254; // RFC 5321, section 4.5.3.1.3, without the angle brackets

    private EmailAddress() {}

    /** The address without blanks around it; null if it is missing. */
    static @Nullable String trimOrNull(@Nullable String email) {
        return email == null ? null : email.trim();
    }

    /** The same text for all spellings that count as the same address: without blanks around it, in Unicode form NFKC and in lower case. */
    public static String key(String email) {
        return Normalizer.normalize(email.trim(), Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }
}
