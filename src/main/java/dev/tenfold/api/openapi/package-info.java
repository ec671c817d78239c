/** The OpenAPI document: what springdoc reads off the controllers, completed by what it cannot see there. */
@NullMarked
package dev.tenfold.api.openapi;

import org.jspecify.annotations.NullMarked;
