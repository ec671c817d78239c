package dev.tenfold.shop.invoice;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The seller on an invoice. */
record Seller(String name, List<String> address, @Nullable String taxId) {

    Seller {
        address = List.copyOf(address);
    }

    static Seller of(InvoiceProperties settings) {
        return new Seller(settings.seller(), settings.address(), settings.taxId());
    }
}
