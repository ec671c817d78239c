package dev.tenfold.overload;

import dev.tenfold.intake.Shedder;
import dev.tenfold.problem.Failure;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Refuses what {@link OverloadFilter} would refuse, with less work. */
@Component
class EarlyShedder implements Shedder {

    private final Admission admission;
    private final OverloadMetrics metrics;

    EarlyShedder(Admission admission, OverloadMetrics metrics) {
        this.admission = admission;
        this.metrics = metrics;
    }

    @Override
    public @Nullable Failure shed(String method, String path, long waitedNanos) {
        RequestClass kind = RequestClass.of(method, path);
        if (admission.wouldEnter(kind, waitedNanos)) {
            return null;
        }
        metrics.waited(waitedNanos);
        metrics.refused(kind);
        return OverloadFilter.tooMany(kind);
    }
}
