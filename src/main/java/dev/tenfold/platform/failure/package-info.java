/** The failures that the service expects. No Spring in here. */
@NullMarked
package dev.tenfold.platform.failure;

import org.jspecify.annotations.NullMarked;
