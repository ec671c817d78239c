package dev.tenfold.shop.invoice;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The seller's data on invoices.
 * @param seller the seller's name
 * @param address the lines of the seller's address
 * @param taxId the seller's tax number
 */
@Validated
@ConfigurationProperties("tenfold.invoice")
record InvoiceProperties(
        @DefaultValue("Tenfold") @NotBlank @Size(max = 200) String seller,
        @DefaultValue @NotNull @Size(max = 6) List<String> address,
        @Nullable String taxId) {}
