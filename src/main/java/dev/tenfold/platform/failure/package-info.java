/** The failures that the service expects. This package does not use Spring. */
@NullMarked
package dev.tenfold.platform.failure;

import org.jspecify.annotations.NullMarked;
