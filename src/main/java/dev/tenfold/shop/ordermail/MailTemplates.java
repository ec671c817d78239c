package dev.tenfold.shop.ordermail;

import dev.tenfold.api.http.Text;
import dev.tenfold.shop.order.Order;
import dev.tenfold.shop.ordermail.TextTemplate.RenderedMail;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** The texts of mails about orders. */
@Component
class MailTemplates {

    private final Map<MailTemplate, TextTemplate> templates = new EnumMap<>(MailTemplate.class);

    MailTemplates() {
        for (MailTemplate template : MailTemplate.values()) {
            templates.put(template, new TextTemplate(template.template()));
        }
    }

    private record MailLine(int quantity, String name, String sku, String price) {}

    private record MailContent(String buyer, String order, List<MailLine> lines, String total) {}

    RenderedMail write(MailTemplate template, String buyer, Order order) {
        List<MailLine> lines =
                order.lines().stream().map(line -> new MailLine(line.quantity(), line.name(), line.sku(), line.total().toText())).toList();
        return Objects.requireNonNull(templates.get(template))
                .render(new MailContent(Text.oneLine(buyer), order.id().toString(), lines, order.total().toText()));
    }
}
