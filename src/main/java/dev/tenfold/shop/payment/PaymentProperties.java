package dev.tenfold.shop.payment;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The events of the payment provider.
 * @param secret TENFOLD_PAYMENT_SECRET: {@code whsec_} and the Base64 form of at least 24 bytes, the same as at the provider; without it
 * no event is accepted
 * @param previousSecret TENFOLD_PAYMENT_PREVIOUS_SECRET: another secret that is accepted, while the secret changes
 * @param retention how long answers are kept, for events that come again
 * @param purgeInterval how often each worker deletes older ones
 */
@Validated
@ConfigurationProperties("tenfold.payment")
record PaymentProperties(
        @Pattern(regexp = PaymentProperties.SECRET, message = PaymentProperties.MESSAGE) @Nullable String secret,
        @Pattern(regexp = PaymentProperties.SECRET, message = PaymentProperties.MESSAGE) @Nullable String previousSecret,
        @DefaultValue("90d") @NotNull @DurationMin(hours = 1) Duration retention,
        @DefaultValue(PURGE_INTERVAL) @NotNull @DurationMin(millis = 100) Duration purgeInterval) {

    static final String SECRET = "whsec_(?:[A-Za-z0-9+/]{4}){8,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?";
    static final String MESSAGE = "must be whsec_ and the Base64 form of at least 24 bytes";
    static final String PURGE_INTERVAL = "1m";
}
