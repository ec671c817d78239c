package dev.tenfold.shop.productimport;

import dev.tenfold.jobs.job.RowReport;
import dev.tenfold.jobs.job.RowReport.RowError;
import java.util.List;

/**
 * How far an import is, and what came of it so far.
 *
 * @param position rows of the file that are done
 */
record ImportProgress(long position, long added, long changed, long unchanged, long failed, List<RowError> errors) {

    RowReport report() {
        return new RowReport(position, added, changed, unchanged, failed, errors);
    }
}
