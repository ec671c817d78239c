package dev.tenfold.shop.productimport;

import dev.tenfold.jobs.job.RowReport;
import dev.tenfold.jobs.job.RowReport.RowError;
import java.util.List;

/**
 * The progress and the results of an import so far.
 * @param position how many rows of the file are done
 */
record ImportProgress(long position, long added, long changed, long unchanged, long failed, List<RowError> errors) {

    RowReport report() {
        return new RowReport(position, added, changed, unchanged, failed, errors);
    }
}
