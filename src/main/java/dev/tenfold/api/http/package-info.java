/** HTTP features of every resource: strict JSON, conditional requests, merge patches, cacheable responses. */
@NullMarked
package dev.tenfold.api.http;

import org.jspecify.annotations.NullMarked;
