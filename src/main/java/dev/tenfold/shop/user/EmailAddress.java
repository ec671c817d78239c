package dev.tenfold.shop.user;

import com.ibm.icu.text.IDNA;
import dev.tenfold.api.http.Text;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How e-mail addresses are compared, and how mails are addressed. */
public final class EmailAddress {

    public static final int MAX_LENGTH = 254; // RFC 5321, section 4.5.3.1.3, without the angle brackets
    static final String DESCRIPTION =
            "Only ASCII letters, digits and signs before the `@`; behind it a domain in any script. Blanks around it are left out.";

    /** A mailbox without quotes (RFC 5321, section 4.1.2). */
    private static final Pattern MAILBOX =
            Pattern.compile("[\\w!#$%&'*+/=?^`{|}~-]++(?:\\.[\\w!#$%&'*+/=?^`{|}~-]++)*+@[a-zA-Z0-9-]++(?:\\.[a-zA-Z0-9-]++)*+");

    private EmailAddress() {}

    /** ICU's data is read at the first domain that is not ASCII. */
    private static final class Idna {

        /** As browsers and registries do (UTS 46, nontransitional): {@code ß} is not {@code ss}, which may be the domain of another owner. */
        private static final IDNA RULES = IDNA.getUTS46Instance(IDNA.USE_STD3_RULES | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ
                | IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.NONTRANSITIONAL_TO_UNICODE);
    }

    /** The address without blanks around it; null if it is missing. */
    static @Nullable String trimOrNull(@Nullable String email) {
        return email == null ? null : trim(email);
    }

    /**
     * The address in a decoded query, or null. There, {@code +} means a blank. An address has no blanks, so each one between other
     * characters was a {@code +}.
     */
    static @Nullable String ofQueryOrNull(@Nullable String email) {
        return email == null ? null : trim(email).replace(' ', '+');
    }

    /**
     * The same text for all spellings that are one mailbox: without blanks around it, in Unicode form NFKC, in lower case, and with the
     * A-labels of the domain (RFC 5890).
     */
    public static String key(String email) {
        String folded = Normalizer.normalize(trim(email), Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        String mailable = withAsciiDomain(folded);
        return mailable == null ? folded : mailable;
    }

    /**
     * The address as mail servers accept it without an extension (RFC 5321): in ASCII, with the A-labels of the domain. Null if there is no
     * such form.
     */
    public static @Nullable String mailable(String email) {
        String trimmed = trim(email);
        String folded = Normalizer.normalize(trimmed, Normalizer.Form.NFKC);
        String address = withAsciiDomain(folded);
        if (address == null || !Text.isPrintableAscii(address) || address.length() > MAX_LENGTH) {
            return null;
        }
        // other forms of < and , become these signs, and then the text would be another mailbox, or several
        return folded.equals(trimmed) || MAILBOX.matcher(address).matches() ? address : null;
    }

    /** @return null if the domain is not valid */
    private static @Nullable String withAsciiDomain(String email) {
        int at = email.lastIndexOf('@');
        String domain = email.substring(at + 1);
        if (Text.isPrintableAscii(domain)) {
            return email;
        }
        if (domain.length() > MAX_LENGTH) {
            return null; // longer than any domain, and ICU throws an exception for a very long label
        }
        var result = new IDNA.Info();
        String labels = Idna.RULES.nameToASCII(domain, new StringBuilder(), result).toString();
        return result.hasErrors() ? null : email.substring(0, at + 1) + labels;
    }

    /** {@link String#trim} knows only blanks of ASCII; a copied address may have others around it. */
    private static String trim(String email) {
        int start = 0;
        int end = email.length();
        while (start < end && isBlank(email.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(email.charAt(end - 1))) {
            end--;
        }
        return email.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c <= ' ' || Text.isSpace(c);
    }
}
