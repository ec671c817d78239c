/** What HTTP asks of every resource: strict JSON, conditional requests, merge patches, whole answers. */
@NullMarked
package dev.tenfold.api.http;

import org.jspecify.annotations.NullMarked;
