package dev.tenfold.shop.productimport;

import dev.tenfold.jobs.job.RowReport;
import dev.tenfold.jobs.job.RowReport.RowError;
import dev.tenfold.jobs.job.RowReport.Stop;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The progress and the results of an import so far.
 * @param position how many rows of the file are done
 */
record ImportProgress(long position, long added, long changed, long unchanged, long failed, List<RowError> errors) {

    /** @param stop where reading stopped before the end of the file; null if it did not */
    RowReport report(boolean isDryRun, @Nullable Stop stop) {
        return new RowReport(position, added, changed, unchanged, failed, errors, isDryRun, stop);
    }
}
