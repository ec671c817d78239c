/**
 * What happens when more comes than can be done: requests at work are counted against a ceiling that sinks when they take too long, the least
 * important are refused first, and none is worked for past its deadline.
 */
@NullMarked
package dev.tenfold.overload;

import org.jspecify.annotations.NullMarked;
