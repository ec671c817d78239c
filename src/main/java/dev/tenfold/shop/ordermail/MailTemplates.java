package dev.tenfold.shop.ordermail;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.tenfold.shop.order.Order;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/**
 * The texts of mails: Mustache templates whose first line is the subject. A wrong name in a template fails the first mail, and a test.
 */
@Component
class MailTemplates {

    private static final String SUBJECT = "Subject: ";

    private final Map<MailTemplate, Template> templates = new EnumMap<>(MailTemplate.class);

    MailTemplates() {
        Mustache.Compiler mustache = Mustache.compiler().escapeHTML(false);
        for (MailTemplate template : MailTemplate.values()) {
            templates.put(template, mustache.compile(read(template.template())));
        }
    }

    /** A mail's subject, on one line, and its text. */
    record RenderedMail(String subject, String text) {}

    private record MailLine(int quantity, String name, String sku, String price) {}

    private record MailContent(String buyer, String order, List<MailLine> lines, String total) {}

    RenderedMail write(MailTemplate template, String buyer, Order order) {
        List<MailLine> lines =
                order.lines().stream().map(line -> new MailLine(line.quantity(), line.name(), line.sku(), line.total().toText())).toList();
        String whole = Objects.requireNonNull(templates.get(template))
                .execute(new MailContent(buyer, order.id().toString(), lines, order.total().toText()));
        int end = whole.indexOf('\n');
        return new RenderedMail(whole.substring(SUBJECT.length(), end), whole.substring(end + 1).strip() + "\n");
    }

    private static String read(String path) {
        try {
            String text = new ClassPathResource(path).getContentAsString(StandardCharsets.UTF_8);
            if (!text.startsWith(SUBJECT)) {
                throw new IllegalStateException(path + " does not begin with " + SUBJECT);
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
