package dev.tenfold.shop.invoice;

import dev.tenfold.shop.money.Money;
import dev.tenfold.shop.order.OrderId;
import dev.tenfold.shop.order.OrderStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlRows.instant;
import static dev.tenfold.platform.jdbc.SqlValues.array;
import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** Invoices, and the last number used. */
@Repository
class InvoiceRepository {

    private final JdbcClient jdbc;

    InvoiceRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    boolean exists(OrderId order) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM invoices WHERE order_id = :order)").param("order", order.value()).query(Boolean.class)
                .single();
    }

    Optional<Invoice> find(OrderId order) {
        return jdbc.sql("""
                SELECT order_id, number, buyer_name, buyer_email, issued_at, seller, seller_address, seller_tax_id, tax_label, tax_rate,
                       tax_amount, currency
                  FROM invoices JOIN orders ON orders.id = order_id
                 WHERE order_id = :order
                """).param("order", order.value()).query((row, number) -> invoice(row)).optional();
    }

    private static Invoice invoice(ResultSet row) throws SQLException {
        return new Invoice(new OrderId(row.getObject("order_id", UUID.class)), row.getLong("number"), row.getString("buyer_name"),
                row.getString("buyer_email"), instant(row, "issued_at"),
                new Seller(row.getString("seller"), List.of((String[]) row.getArray("seller_address").getArray()),
                        row.getString("seller_tax_id")),
                tax(row));
    }

    @Nullable
    private static Tax tax(ResultSet row) throws SQLException {
        String label = row.getString("tax_label");
        return label == null ? null
                : new Tax(label, row.getBigDecimal("tax_rate"), new Money(row.getLong("tax_amount"), row.getString("currency")));
    }

    /** Completes an invoice of an earlier release, which did not store the seller. */
    void addSeller(OrderId order, Seller seller) {
        jdbc.sql("""
                UPDATE invoices
                   SET seller = :seller, seller_address = :address, seller_tax_id = :taxId
                 WHERE order_id = :order AND seller IS NULL
                """).param("seller", seller.name()).param("address", array("text", seller.address(), line -> line))
                .param("taxId", seller.taxId(), Types.VARCHAR).param("order", order.value()).update();
    }

    /** The status of an order, which does not change until the transaction ends. */
    OrderStatus lockStatus(OrderId order) {
        return jdbc.sql("SELECT status FROM orders WHERE id = :order FOR SHARE").param("order", order.value())
                .query((row, number) -> OrderStatus.of(row.getString("status"))).single();
    }

    /** The last number used. It is locked until the transaction ends, so no other transaction can use the next number. */
    long lockLastNumber() {
        return jdbc.sql("SELECT last FROM invoice_numbers FOR UPDATE").query(Long.class).single();
    }

    /** Adds an invoice and stores its number as the last one. {@link #lockLastNumber} must have been called before. */
    void add(Invoice invoice) {
        Tax tax = invoice.tax();
        Seller seller = invoice.seller();
        jdbc.sql("""
                WITH invoice AS (
                    INSERT INTO invoices (order_id, number, buyer_name, buyer_email, issued_at, seller, seller_address, seller_tax_id,
                                          tax_label, tax_rate, tax_amount)
                    VALUES (:order, :number, :buyerName, :buyerEmail, :issuedAt, :seller, :address, :taxId, :taxLabel, :taxRate, :taxAmount))
                UPDATE invoice_numbers SET last = :number
                """).param("order", invoice.order().value()).param("number", invoice.number()).param("buyerName", invoice.buyerName())
                .param("buyerEmail", invoice.buyerEmail()).param("issuedAt", utc(invoice.issuedAt())).param("seller", seller.name())
                .param("address", array("text", seller.address(), line -> line)).param("taxId", seller.taxId(), Types.VARCHAR)
                .param("taxLabel", tax == null ? null : tax.label(), Types.VARCHAR)
                .param("taxRate", tax == null ? null : tax.rate(), Types.NUMERIC)
                .param("taxAmount", tax == null ? null : tax.amount().amount(), Types.BIGINT).update();
    }
}
