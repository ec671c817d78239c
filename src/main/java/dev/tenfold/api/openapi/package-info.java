/**
 * The OpenAPI document: what springdoc reads off the controllers, completed by what it cannot see there.
 *
 * <p>Each controller implements an interface beside it: {@code OrderController} implements {@code OrderApi}. The interface has the annotations for
 * the document. It also has the constraints of the parameters, such as {@code @Valid}: Bean Validation does not allow a method to add constraints
 * to the method that it overrides. The mapping of requests stays on the controller.
 */
@NullMarked
package dev.tenfold.api.openapi;

import org.jspecify.annotations.NullMarked;
