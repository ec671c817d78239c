package dev.tenfold.shop.ordermail;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/** The mails: each belongs to a type of event, and has its text in {@code mail/}. */
enum MailTemplate {

    ORDER_PLACED("order.placed"), ORDER_SHIPPED("order.shipped");

    private final String event;

    MailTemplate(String event) {
        this.event = event;
    }

    /** The mail for an event of this type. */
    static Optional<MailTemplate> of(String eventType) {
        return Arrays.stream(values()).filter(template -> template.event.equals(eventType)).findAny();
    }

    @JsonValue
    String event() {
        return event;
    }

    String template() {
        return "mail/" + event.replace('.', '-') + ".txt";
    }
}
