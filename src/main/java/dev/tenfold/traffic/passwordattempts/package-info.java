/** Limits how often a password of an account is guessed, and lets its owner sign in meanwhile. docs/limits.md has the rules. */
@NullMarked
package dev.tenfold.traffic.passwordattempts;

import org.jspecify.annotations.NullMarked;
