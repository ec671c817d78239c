package dev.tenfold.shop.invoice;

import dev.tenfold.api.http.Text;
import dev.tenfold.platform.pdf.PdfPages;
import dev.tenfold.platform.pdf.TextBlock;
import dev.tenfold.shop.order.Order;
import dev.tenfold.shop.order.OrderStatus;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The layout of an invoice. */
final class InvoicePdf {

    private static final float TITLE = 20;
    private static final float TEXT = 10;
    private static final float SMALL = 8;
    private static final float GAP = 28;
    private static final float ROW_GAP = 4;
    /** The columns, in points from the left edge of the text. The amounts end at the right edges. */
    private static final float ITEM_WIDTH = 225;
    private static final float QUANTITY = 270;
    private static final float QUANTITY_WIDTH = 40;
    private static final float PRICE = 380;
    private static final float MONEY_WIDTH = 105;
    private static final float LABEL = 70;
    private static final float TITLE_WIDTH = 190; // of "Cancelled invoice"
    private static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);

    private InvoicePdf() {}

    static String title(Invoice invoice, Order order) {
        return "Invoice " + invoice.label() + (isCancelled(order) ? " (cancelled)" : "");
    }

    private static boolean isCancelled(Order order) {
        return order.status() == OrderStatus.CANCELLED;
    }

    static void write(PdfPages page, Invoice invoice, Order order) throws IOException {
        seller(page, invoice.seller(), isCancelled(order) ? "Cancelled invoice" : "Invoice");
        facts(page, invoice, order);
        tableHead(page);
        for (Order.Line line : order.lines()) {
            row(page, line);
        }
        total(page, invoice, order);
    }

    private static void seller(PdfPages page, Seller seller, String title) throws IOException {
        page.right(title, PdfPages.WIDTH, TITLE_WIDTH, TITLE);
        paragraph(page, seller.name(), 0, PdfPages.WIDTH - TITLE_WIDTH, TITLE);
        for (String line : seller.address()) {
            paragraph(page, line, 0, PdfPages.WIDTH, TEXT);
        }
        if (seller.taxId() != null) {
            paragraph(page, "Tax id " + seller.taxId(), 0, PdfPages.WIDTH, TEXT);
        }
        page.down(GAP);
    }

    private static void facts(PdfPages page, Invoice invoice, Order order) throws IOException {
        fact(page, "Number", invoice.label());
        fact(page, "Date", DAY.format(invoice.issuedAt()));
        if (isCancelled(order)) {
            fact(page, "Status", "Cancelled on " + DAY.format(order.updatedAt()) + ". Nothing is to be paid.");
        }
        fact(page, "Order", order.id().toString());
        fact(page, "Placed on", DAY.format(order.createdAt()));
        fact(page, "Buyer", invoice.buyerName() == null ? "(erased)" : invoice.buyerName());
        if (invoice.buyerEmail() != null) {
            fact(page, "", invoice.buyerEmail());
        }
        page.down(GAP);
    }

    private static void fact(PdfPages page, String label, String value) throws IOException {
        page.left(label, 0, TEXT);
        paragraph(page, value, LABEL, PdfPages.WIDTH - LABEL, TEXT);
    }

    private static void paragraph(PdfPages page, String text, float x, float width, float size) throws IOException {
        page.write(page.wrap(Text.oneLine(text), width, size), x);
    }

    private static void tableHead(PdfPages page) throws IOException {
        page.left("Item", 0, SMALL);
        page.right("Quantity", QUANTITY, QUANTITY_WIDTH, SMALL);
        page.right("Price", PRICE, MONEY_WIDTH, SMALL);
        page.right("Amount", PdfPages.WIDTH, MONEY_WIDTH, SMALL);
        page.down(PdfPages.lineHeight(SMALL));
        page.rule();
    }

    private static void row(PdfPages page, Order.Line line) throws IOException {
        TextBlock name = page.wrap(Text.oneLine(line.name()), ITEM_WIDTH, TEXT);
        TextBlock sku = page.wrap(Text.oneLine(line.sku()), ITEM_WIDTH, SMALL);
        if (page.need(name.height() + sku.height())) {
            tableHead(page);
        }
        page.right(Integer.toString(line.quantity()), QUANTITY, QUANTITY_WIDTH, TEXT);
        page.right(line.unitPrice().toText(), PRICE, MONEY_WIDTH, TEXT);
        page.right(line.total().toText(), PdfPages.WIDTH, MONEY_WIDTH, TEXT);
        page.write(name, 0);
        page.write(sku, 0);
        page.down(ROW_GAP);
    }

    private static void total(PdfPages page, Invoice invoice, Order order) throws IOException {
        Tax tax = invoice.tax();
        page.need(GAP + PdfPages.lineHeight(TEXT) * (tax == null ? 1 : 3)); // net, tax, total
        page.rule();
        if (tax != null) {
            amount(page, "Net", tax.net(order.total()).toText());
            amount(page, Text.oneLine(tax.label()) + " " + tax.percent(), tax.amount().toText());
        }
        amount(page, "Total", order.total().toText());
    }

    private static void amount(PdfPages page, String label, String amount) throws IOException {
        page.left(label, 0, TEXT);
        page.right(amount, PdfPages.WIDTH, MONEY_WIDTH, TEXT);
        page.down(PdfPages.lineHeight(TEXT));
    }
}
