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

/** The texts of mails: Mustache templates, whose first line is the subject. A name that a template misspells fails the first mail, and the tests. */
@Component
class Letters {

    private static final String SUBJECT = "Subject: ";

    private final Map<Letter, Template> templates = new EnumMap<>(Letter.class);

    Letters() {
        Mustache.Compiler mustache = Mustache.compiler().escapeHTML(false);
        for (Letter letter : Letter.values()) {
            templates.put(letter, mustache.compile(read(letter.template())));
        }
    }

    /** A mail's subject, in one line, and its text. */
    record Written(String subject, String text) {}

    private record Line(int quantity, String name, String sku, String price) {}

    private record Content(String buyer, String order, List<Line> lines, String total) {}

    Written write(Letter letter, String buyer, Order order) {
        List<Line> lines =
                order.lines().stream().map(line -> new Line(line.quantity(), line.name(), line.sku(), line.total().toText())).toList();
        String whole = Objects.requireNonNull(templates.get(letter))
                .execute(new Content(buyer, order.id().toString(), lines, order.total().toText()));
        int end = whole.indexOf('\n');
        return new Written(whole.substring(SUBJECT.length(), end), whole.substring(end + 1).strip() + "\n");
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
