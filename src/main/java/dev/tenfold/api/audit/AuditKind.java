package dev.tenfold.api.audit;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.tenfold.platform.id.EnumNames;
import java.util.Locale;

/** What happened. The names are stored, so they must not change. */
public enum AuditKind {
    SIGN_IN, SIGN_OUT,
    /** A refresh token was used a second time, so somebody else may have a copy. */
    REFRESH_TOKEN_REUSE,
    PASSWORD_CHANGE, PASSWORD_RESET, EMAIL_CHANGE, EMAIL_VERIFICATION, ROLE_CHANGE, USER_DELETION,
    /** An admin changed another user's name. */
    PROFILE_CHANGE,
    WEBHOOK_CHANGE, WEBHOOK_SECRET_CHANGE,
    /** An admin started a delivery again. */
    WEBHOOK_REDELIVERY,
    PRODUCT_CHANGE, PRODUCT_IMPORT, STOCK_ADJUSTMENT,
    /** An admin changed the status of an order. */
    ORDER_CHANGE,
    /** An admin requested the invoice of another user's order. */
    INVOICE_REQUEST,
    /** An admin requested a report, which has the orders of all users. */
    ORDER_REPORT,
    /** An admin queued failed jobs again. */
    JOB_RETRY,
    /** The payment provider reported a payment. */
    PAYMENT_EVENT;

    /** The names that {@link #of} accepts, as a regular expression. */
    static final String NAMES =
            "^(sign_in|sign_out|refresh_token_reuse|password_change|password_reset|email_change|email_verification|role_change"
                    + "|user_deletion|profile_change|webhook_change|webhook_secret_change|webhook_redelivery|product_change|product_import"
                    + "|stock_adjustment|order_change|invoice_request|order_report|job_retry|payment_event)$";

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
