/** The OpenAPI document: springdoc derives it from the controllers, and this package adds what springdoc cannot see there. */
@NullMarked
package dev.tenfold.api.openapi;

import org.jspecify.annotations.NullMarked;
