package dev.tenfold.benchmark.read;

import dev.tenfold.benchmark.measure.Result;
import java.time.Duration;

/** Something that answers, to be compared with something else that does. */
interface MeasuredServer {

    String name();

    Result round(Duration duration);
}
