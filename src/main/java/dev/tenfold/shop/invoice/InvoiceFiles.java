package dev.tenfold.shop.invoice;

import dev.tenfold.jobs.storage.FileName;
import dev.tenfold.jobs.storage.FileStore;
import dev.tenfold.jobs.storage.StoredFile;
import dev.tenfold.platform.pdf.PdfPages;
import dev.tenfold.shop.order.Order;
import dev.tenfold.shop.order.OrderStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The documents of issued invoices. Each is made once and kept in the file store, under a name of its own, without a time limit: a later
 * job gives the same bytes. An order that is cancelled after its invoice gets a second document that says so; the first one stays.
 */
@Component
class InvoiceFiles {

    private static final Logger LOG = LoggerFactory.getLogger(InvoiceFiles.class);

    private final FileStore files;
    private final Counter missing;

    InvoiceFiles(FileStore files, MeterRegistry metrics) {
        this.files = files;
        this.missing = Counter.builder("tenfold.invoice.missing.characters")
                .description("Characters on invoices that no font has, which were shown as U+FFFD").register(metrics);
    }

    /** The name under which the document is downloaded. */
    static String downloadName(Invoice invoice, Order order) {
        return invoice.label() + suffix(order) + ".pdf";
    }

    static FileName name(Order order) {
        return new FileName("invoice-" + order.id() + suffix(order) + ".pdf");
    }

    private static String suffix(Order order) {
        return order.status() == OrderStatus.CANCELLED ? "-cancelled" : "";
    }

    /**
     * Makes the document if it does not exist. When two workers do so at the same time, they store equal bytes: the layout depends on the
     * invoice and the order only.
     */
    void make(Invoice invoice, Order order) {
        if (exists(order)) {
            return;
        }
        byte[] document = render(invoice, order);
        try {
            files.put(name(order), out -> out.write(document));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private boolean exists(Order order) {
        try (StoredFile file = files.open(name(order)).orElse(null)) {
            return file != null;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** One document at a time: a Chinese, Japanese or Korean font takes up to 40 MB of memory until it is embedded. */
    private synchronized byte[] render(Invoice invoice, Order order) {
        var bytes = new ByteArrayOutputStream();
        try (var pages = new PdfPages(InvoicePdf.title(invoice, order), invoice.issuedAt())) {
            InvoicePdf.write(pages, invoice, order);
            pages.save(bytes);
            if (!pages.missing().isEmpty()) {
                missing.increment(pages.missing().size());
                LOG.warn("No font has these characters, and {} shows U+FFFD: {}", invoice.label(), codePoints(pages.missing()));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return bytes.toByteArray();
    }

    private static String codePoints(Iterable<String> characters) {
        var points = new StringBuilder();
        characters.forEach(each -> each.codePoints().forEach(point -> points.append("U+%04X ".formatted(point))));
        return points.toString().strip();
    }

    /** Writes the document to a stream. */
    void copy(Order order, OutputStream out) throws IOException {
        try (StoredFile file = files.open(name(order)).orElseThrow(() -> new FileNotFoundException(name(order).value()))) {
            file.bytes().transferTo(out);
        }
    }
}
