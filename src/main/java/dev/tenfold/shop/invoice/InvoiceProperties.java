package dev.tenfold.shop.invoice;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The seller and the tax on invoices that are issued from now on. Issued invoices do not change.
 * @param seller the seller's name
 * @param address the lines of the seller's address
 * @param taxId the seller's tax number
 * @param taxRate the rate of the tax that prices include: 0.19 is 19 %. If it is not set, invoices show no tax
 * @param taxLabel the name of the tax
 */
@Validated
@ConfigurationProperties("tenfold.invoice")
record InvoiceProperties(
        @DefaultValue("Tenfold") @NotBlank @Size(max = 200) String seller,
        @DefaultValue @NotNull @Size(max = 6) List<@NotNull @Size(max = 200) String> address,
        @Nullable @Size(max = 100) String taxId,
        @Nullable @DecimalMin(value = "0", inclusive = false) @DecimalMax("1") @Digits(integer = 1, fraction = 6) BigDecimal taxRate,
        @DefaultValue("VAT") @NotBlank @Size(max = 40) String taxLabel) {}
