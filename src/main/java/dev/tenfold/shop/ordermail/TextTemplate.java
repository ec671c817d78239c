package dev.tenfold.shop.ordermail;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.ClassPathResource;

/** The text of a mail: a Mustache template whose first line is the subject. A wrong name in a template fails the first mail, and a test. */
public final class TextTemplate {

    private static final String SUBJECT = "Subject: ";

    private final Template template;

    /** Reads a template from the class path, such as {@code mail/order-placed.txt}. */
    public TextTemplate(String path) {
        this.template = Mustache.compiler().escapeHTML(false).compile(read(path));
    }

    /** A mail's subject, on one line, and its text. */
    public record RenderedMail(String subject, String text) {}

    /** Fills the template with the members of a record. */
    public RenderedMail render(Object content) {
        String whole = template.execute(content);
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
