package dev.tenfold.shop.report;

import dev.tenfold.jobs.job.JobKind;
import dev.tenfold.jobs.job.JobRun;
import dev.tenfold.platform.datasource.Lsn;
import dev.tenfold.platform.datasource.ReadReplicas;
import dev.tenfold.shop.csv.Formulas;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes a report with the lines of all orders of a period, reading page by page. */
@Component
class OrderReport implements JobKind<OrderReport.ReportPeriod> {

    private static final CSVFormat FORMAT = CSVFormat.RFC4180;
    private static final Object[] HEAD =
            {"order_id", "placed_at", "status", "user_id", "sku", "name", "quantity", "unit_price", "line_total",
                "currency"};
    private static final int PAGE = 1_000;
    /** Excel reads a file as UTF-8 only if it begins with a byte order mark. */
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final ReportRepository reports;
    private final ReadReplicas replicas;

    OrderReport(ReportRepository reports, ReadReplicas replicas) {
        this.reports = reports;
        this.replicas = replicas;
    }

    /** @param to exclusive */
    record ReportPeriod(Instant from, Instant to) {}

    @Override
    public String name() {
        return "order_report";
    }

    @Override
    public Class<ReportPeriod> payload() {
        return ReportPeriod.class;
    }

    @Override
    public void run(ReportPeriod payload, JobRun run) {
        run.storeResult("text/csv; charset=utf-8", "orders.csv", out -> write(payload, out));
    }

    private void write(ReportPeriod period, OutputStream out) throws IOException {
        Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        text.write(BYTE_ORDER_MARK);
        write(text, HEAD);
        Lsn start = replicas.position(); // the report has everything that was committed before it began
        List<OrderedLine> page = page(period, null, start);
        while (!page.isEmpty()) {
            for (OrderedLine line : page) {
                write(text, line.order(), line.placedAt(), line.status(), line.user(), Formulas.harmless(line.sku()),
                        Formulas.harmless(line.name()),
                        line.quantity(),
                        line.unitAmount(), line.total(), line.currency());
            }
            page = page(period, page.getLast(), start);
        }
        text.flush();
    }

    private List<OrderedLine> page(ReportPeriod period, @Nullable OrderedLine after, Lsn start) {
        return replicas.read(() -> start, () -> reports.lines(period.from(), period.to(), after, PAGE));
    }

    private static void write(Writer text, Object... fields) throws IOException {
        text.write(FORMAT.format(fields));
        text.write(FORMAT.getRecordSeparator());
    }
}
