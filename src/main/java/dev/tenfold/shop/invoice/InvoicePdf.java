package dev.tenfold.shop.invoice;

import dev.tenfold.api.http.Text;
import dev.tenfold.shop.order.Order;
import dev.tenfold.shop.order.OrderStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The layout of an invoice. */
final class InvoicePdf {

    private static final float TITLE = 20;
    private static final float TEXT = 10;
    private static final float SMALL = 8;
    private static final float GAP = 22;
    /** The right edges of the columns, from the left edge of the text, in points. */
    private static final float ITEM = 260;
    private static final float QUANTITY = 310;
    private static final float PRICE = 400;
    private static final float LABEL = 70;
    /** The height of a table row: the item's name with its SKU below. */
    private static final float ROW = 30;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);

    private InvoicePdf() {}

    static void write(Invoice invoice, Order order, InvoiceProperties seller, OutputStream out) throws IOException {
        try (var page = new PdfPage("Invoice " + invoice.label())) {
            head(page, invoice, order, seller);
            tableHead(page);
            for (Order.Line line : order.lines()) {
                if (!page.hasRoom(ROW)) {
                    page.turn();
                    tableHead(page);
                }
                row(page, line);
            }
            total(page, order);
            page.save(out);
        }
    }

    private static void head(PdfPage page, Invoice invoice, Order order, InvoiceProperties seller) throws IOException {
        page.left(seller.seller(), 0, TITLE);
        page.right("Invoice", PdfPage.WIDTH, TITLE);
        page.down(TITLE);
        for (String line : seller.address()) {
            page.left(line, 0, TEXT);
            page.down(TEXT);
        }
        if (seller.taxId() != null) {
            page.left("Tax id " + seller.taxId(), 0, TEXT);
            page.down(TEXT);
        }
        page.down(GAP);
        fact(page, "Number", invoice.label());
        fact(page, "Date", DAY.format(invoice.issuedAt()));
        if (order.status() == OrderStatus.CANCELLED) {
            fact(page, "Status", "Cancelled. Nothing is to be paid.");
        }
        fact(page, "Order", order.id().toString());
        fact(page, "Placed on", DAY.format(order.createdAt()));
        fact(page, "Buyer", invoice.buyerName() == null ? "(erased)" : Text.oneLine(invoice.buyerName()));
        if (invoice.buyerEmail() != null) {
            fact(page, "", invoice.buyerEmail());
        }
        page.down(GAP);
    }

    private static void fact(PdfPage page, String label, String value) throws IOException {
        page.left(label, 0, TEXT);
        page.left(page.fit(value, PdfPage.WIDTH - LABEL, TEXT), LABEL, TEXT);
        page.down(TEXT);
    }

    private static void tableHead(PdfPage page) throws IOException {
        page.left("Item", 0, SMALL);
        page.right("Quantity", QUANTITY, SMALL);
        page.right("Price", PRICE, SMALL);
        page.right("Amount", PdfPage.WIDTH, SMALL);
        page.down(SMALL);
        page.rule();
    }

    private static void row(PdfPage page, Order.Line line) throws IOException {
        page.left(page.fit(line.name(), ITEM, TEXT), 0, TEXT);
        page.right(Integer.toString(line.quantity()), QUANTITY, TEXT);
        page.right(line.unitPrice().toText(), PRICE, TEXT);
        page.right(line.total().toText(), PdfPage.WIDTH, TEXT);
        page.down(TEXT);
        page.left(line.sku(), 0, SMALL);
        page.down(SMALL);
    }

    private static void total(PdfPage page, Order order) throws IOException {
        if (!page.hasRoom(ROW)) {
            page.turn();
        }
        page.rule();
        page.left("Total", 0, TEXT);
        page.right(order.total().toText(), PdfPage.WIDTH, TEXT);
    }
}
