package dev.tenfold.shop.invoice;

import dev.tenfold.shop.order.OrderId;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlRows.instant;
import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** Invoices, and the last number used. */
@Repository
class InvoiceRepository {

    private final JdbcClient jdbc;

    InvoiceRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Invoice> find(OrderId order) {
        return jdbc.sql("SELECT order_id, number, buyer_name, buyer_email, issued_at FROM invoices WHERE order_id = :order")
                .param("order", order.value())
                .query((row, number) -> new Invoice(new OrderId(row.getObject("order_id", UUID.class)), row.getLong("number"),
                        row.getString("buyer_name"), row.getString("buyer_email"),
                        instant(row, "issued_at")))
                .optional();
    }

    /** The last number used. It is locked until the transaction ends, so no other transaction can use the next number. */
    long lockLastNumber() {
        return jdbc.sql("SELECT last FROM invoice_numbers FOR UPDATE").query(Long.class).single();
    }

    /** Adds an invoice and stores its number as the last one. {@link #lockLastNumber} must have been called before. */
    void add(Invoice invoice) {
        jdbc.sql("""
                WITH invoice AS (
                    INSERT INTO invoices (order_id, number, buyer_name, buyer_email, issued_at)
                    VALUES (:order, :number, :buyerName, :buyerEmail, :issuedAt))
                UPDATE invoice_numbers SET last = :number
                """).param("order", invoice.order().value()).param("number", invoice.number()).param("buyerName", invoice.buyerName())
                .param("buyerEmail", invoice.buyerEmail()).param("issuedAt", utc(invoice.issuedAt())).update();
    }
}
