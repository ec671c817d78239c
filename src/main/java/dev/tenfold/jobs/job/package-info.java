/** Work that takes long: queued in the transaction that asks for it, done by whichever worker is free, and shown to who asked. */
@NullMarked
package dev.tenfold.jobs.job;

import org.jspecify.annotations.NullMarked;
