package dev.tenfold.api.audit;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.tenfold.platform.id.EnumNames;
import java.util.Locale;

/** What happened. The names are stored, so they must not change. */
public enum AuditKind {
    SIGN_IN,
    /** A refresh token was used a second time, so somebody else may have a copy. */
    REFRESH_TOKEN_REUSE,
    PASSWORD_CHANGE, PASSWORD_RESET, EMAIL_CHANGE, EMAIL_VERIFICATION, ROLE_CHANGE, USER_DELETION,
    WEBHOOK_CHANGE, WEBHOOK_SECRET_CHANGE,
    PRODUCT_CHANGE, PRODUCT_IMPORT, STOCK_ADJUSTMENT,
    /** An admin changed the status of an order. */
    ORDER_CHANGE,
    /** The payment provider reported a payment. */
    PAYMENT_EVENT;

    /** The names that {@link #of} accepts, as a regular expression. */
    static final String NAMES = "^(sign_in|refresh_token_reuse|password_change|password_reset|email_change|email_verification|role_change"
            + "|user_deletion|webhook_change|webhook_secret_change|product_change|product_import|stock_adjustment|order_change"
            + "|payment_event)$";

    /** @throws IllegalArgumentException when there is no such kind */
    static AuditKind of(String name) {
        return EnumNames.parse(AuditKind.class, name);
    }

    /** The kind's name in JSON and in the database. */
    @JsonValue
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}
