/** Overload, abuse and faults, made against a running service: what becomes of the honest ones. */
@org.jspecify.annotations.NullMarked
package dev.tenfold.benchmark.load;
