package dev.tenfold.read;

import dev.tenfold.measure.Result;
import java.time.Duration;

/** Something that answers, to be compared with something else that does. */
interface Measured {

    String name();

    Result round(Duration duration);
}
