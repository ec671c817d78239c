/** What is let in: heads and bodies of requests, bounded in length, number and time before anything is done for them, and clients that hold the service up. */
@NullMarked
package dev.tenfold.intake;

import org.jspecify.annotations.NullMarked;
