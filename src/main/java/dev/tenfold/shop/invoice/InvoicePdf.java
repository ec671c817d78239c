package dev.tenfold.shop.invoice;

import dev.tenfold.shop.order.Order;
import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** What stands where on an invoice. */
final class InvoicePdf {

    private static final float TITLE = 20;
    private static final float TEXT = 10;
    private static final float SMALL = 8;
    private static final float GAP = 22;
    /** Where columns end, from the left edge of the text, in points. */
    private static final float ITEM = 260;
    private static final float QUANTITY = 310;
    private static final float PRICE = 400;
    private static final float LABEL = 70;
    /** A line of the table: the item's name, and its SKU below. */
    private static final float ROW = 30;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);

    private InvoicePdf() {}

    static void write(Invoice invoice, Order order, InvoiceProperties seller, OutputStream out) throws IOException {
        try (var sheet = new Sheet("Invoice " + invoice.label())) {
            head(sheet, invoice, order, seller);
            tableHead(sheet);
            for (Order.Line line : order.lines()) {
                if (!sheet.hasRoom(ROW)) {
                    sheet.turn();
                    tableHead(sheet);
                }
                row(sheet, line);
            }
            total(sheet, order);
            sheet.save(out);
        }
    }

    private static void head(Sheet sheet, Invoice invoice, Order order, InvoiceProperties seller) throws IOException {
        sheet.left(seller.seller(), 0, TITLE);
        sheet.right("Invoice", Sheet.WIDTH, TITLE);
        sheet.down(TITLE);
        for (String line : seller.address()) {
            sheet.left(line, 0, TEXT);
            sheet.down(TEXT);
        }
        if (seller.taxId() != null) {
            sheet.left("Tax id " + seller.taxId(), 0, TEXT);
            sheet.down(TEXT);
        }
        sheet.down(GAP);
        fact(sheet, "Number", invoice.label());
        fact(sheet, "Date", DAY.format(invoice.issuedAt()));
        fact(sheet, "Order", order.id().toString());
        fact(sheet, "Placed on", DAY.format(order.createdAt()));
        fact(sheet, "Buyer", invoice.buyerName() == null ? "(erased)" : invoice.buyerName());
        if (invoice.buyerEmail() != null) {
            fact(sheet, "", invoice.buyerEmail());
        }
        sheet.down(GAP);
    }

    private static void fact(Sheet sheet, String label, String value) throws IOException {
        sheet.left(label, 0, TEXT);
        sheet.left(sheet.fit(value, Sheet.WIDTH - LABEL, TEXT), LABEL, TEXT);
        sheet.down(TEXT);
    }

    private static void tableHead(Sheet sheet) throws IOException {
        sheet.left("Item", 0, SMALL);
        sheet.right("Quantity", QUANTITY, SMALL);
        sheet.right("Price", PRICE, SMALL);
        sheet.right("Amount", Sheet.WIDTH, SMALL);
        sheet.down(SMALL);
        sheet.rule();
    }

    private static void row(Sheet sheet, Order.Line line) throws IOException {
        sheet.left(sheet.fit(line.name(), ITEM, TEXT), 0, TEXT);
        sheet.right(Integer.toString(line.quantity()), QUANTITY, TEXT);
        sheet.right(line.unitPrice().toText(), PRICE, TEXT);
        sheet.right(line.total().toText(), Sheet.WIDTH, TEXT);
        sheet.down(TEXT);
        sheet.left(line.sku(), 0, SMALL);
        sheet.down(SMALL);
    }

    private static void total(Sheet sheet, Order order) throws IOException {
        if (!sheet.hasRoom(ROW)) {
            sheet.turn();
        }
        sheet.rule();
        sheet.left("Total", 0, TEXT);
        sheet.right(order.total().toText(), Sheet.WIDTH, TEXT);
    }
}
