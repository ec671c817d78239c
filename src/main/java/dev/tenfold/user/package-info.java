/** People: sign-up, profiles, passwords, roles. */
@NullMarked
package dev.tenfold.user;

import org.jspecify.annotations.NullMarked;
